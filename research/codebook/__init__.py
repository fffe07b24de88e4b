"""Reading the codebook: how tags are used, which need tidying, which go together, and whether coders agree."""
