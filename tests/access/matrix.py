"""The permission matrix of the rules (§1.9), row by row, for the objects that exist today.

The cells are those of the rules, so that a reviewer can lay both side by side: **C** create, **R**
read all, **r** read own, **U** update, **A** approve, **S** sign, **I** issue, **P** print, **m**
personal data masked, **–** none. HR has no role yet; gate and office clerks share WH and OFF.
"""

ROLES = {
    "ADM": "admin",
    "GM": "leader",
    "SAL": "sales",
    "SVM": "dispatcher",
    "ENG": "engineer",
    "TEC": "technical",
    "PUR": "purchasing",
    "PRD": "production",
    "QC": "quality",
    "WH": "keeper",
    "FIN": "finance",
    "OFF": "office",
    "ARC": "archivist",
}
"""Function code of the rules to role."""

VIEWS = {
    "Customer file (full phone)": "customers.customers",
    "Product / installed base / warranty": "customers.equipment_list",
    "Contract, hand-off, decomposition": "handoff.contracts",
    "Service request register": "service.cases",
    "Service order / visits": "service.orders",
    "Trip plan / departure register": "service.trip_plans",
    "Service report / slip / card": "service.reports",
    "Requisition 领料单": "parts.requisitions",
    "Stock, shipments, gate pass": "parts.shipments",
    "Defective return": "parts.old_parts",
    "Quality problem / 8D": "quality.problems",
    "Archive volumes": "archive.filings",
}
"""Object of the rules to the list that shows it."""

MATRIX = """
| Object | ADM | GM | SAL | SVM | ENG | TEC | PUR | PRD | QC | WH | FIN | OFF | ARC |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| Customer file (full phone) | R | R | CRU | CRU | r | m | m | m | m | m | r | r | m |
| Product / installed base / warranty | R | R | CRU | CRU | rU | RU | r | r | R | r | r | r | R |
| Contract, hand-off, decomposition | R | A | CRU | S | r | S | S | S | S | r | S | – | R |
| Service request register | R | R | CRU | CRUA | Cr | r | r | r | CR | r | – | r | R |
| Service order / visits | R | R | r | CRUA | rU | rS | r | rS | R | r | r | r | R |
| Trip plan / departure register | R | A | A | AC | Cr | – | – | – | – | – | r | A | r |
| Service report / slip / card | R | A | r | RA | CUr | r | – | r | R | – | r | R | R |
| Requisition 领料单 | R | R | Cr | Cr | Cr | – | r | A | r | I | R | – | R |
| Stock, shipments, gate pass | R | r | Cr | r | r | – | r | r | Cr | CRUI | R | – | R |
| Defective return | R | r | r | r | Cr | – | r | r | A | CRU | r | – | R |
| Quality problem / 8D | R | A | r | Cr | Cr | CRUS | S | S | CRUA | – | r | – | R |
| Archive volumes | R | R | Cr | Cr | r | r | r | r | r | – | r | – | CRUP |
"""

TIGHTER = {
    ("Customer file (full phone)", "FIN"): "reads customers, numbers masked: bills need no call",
}
"""Where the program grants less than the rules, with the reason."""

WIDER = {
    ("Service request register", "FIN"): "the case behind a trip or report to reimburse",
}
"""Where it grants more, with the reason."""


def cells() -> dict[tuple[str, str], str]:
    """Object and function to the letters of the cell."""
    lines = [line.strip().strip("|").split("|") for line in MATRIX.strip().splitlines()]
    head = [cell.strip() for cell in lines[0]]
    return {
        (line[0].strip(), function): cell.strip()
        for line in lines[2:]
        for function, cell in zip(head[1:], line[1:], strict=True)
    }
