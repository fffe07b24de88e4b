"""What people do: events from analytics tools, and the funnels through them."""
