"""What a customer costs and brings. All of one period; None where a figure is undefined, never infinity.

Margins and churn are shares from 0 to 1.
"""


def cac(*, expense: float, new_customers: float) -> float | None:
    """Customer acquisition cost: sales and marketing expense of a period ÷ new customers of that period."""
    return _ratio(expense, new_customers)


def arpa(*, revenue: float, accounts: float) -> float | None:
    """Average revenue per account."""
    return _ratio(revenue, accounts)


def churn(*, lost: float, at_start: float) -> float | None:
    """The share of the accounts at the start of a period that were lost in it."""
    return _ratio(lost, at_start)


def ltv(*, arpa: float, margin: float, churn: float) -> float | None:
    """Lifetime value: ARPA × gross margin ÷ churn, ARPA and churn over the same period."""
    return _ratio(arpa * margin, churn)


def simple_ltv(*, arpa: float, churn: float) -> float | None:
    """ARPA ÷ churn: another figure than `ltv`, since it takes no margin off."""
    return _ratio(arpa, churn)


def ltv_to_cac(*, ltv: float, cac: float) -> float | None:
    return _ratio(ltv, cac)


def payback(*, cac: float, monthly_arpa: float, margin: float) -> float | None:
    """Months until a customer has paid back what they cost: CAC ÷ (monthly ARPA × gross margin)."""
    return _ratio(cac, monthly_arpa * margin)


def conversion(*, converted: int, entered: int) -> float | None:
    """The share of those who entered that converted."""
    return _ratio(converted, entered)


def _ratio(above: float, below: float) -> float | None:
    return above / below if below else None
