"""The closed lists of the service desk: stored code → title and colour, in both languages."""

from aftersales.i18n import _l
from aftersales.views.declare import Labels

KINDS: Labels = {
    "repair": (_l("Repair"), "blue"),
    "enquiry": (_l("Enquiry"), "grey"),
    "installation": (_l("Installation"), "azure"),
    "training": (_l("Training"), "cyan"),
    "grumble": (_l("Grumble"), "yellow"),
    "complaint": (_l("Complaint"), "red"),
    "quality": (_l("Quality"), "purple"),
}
"""What a contact is about; grumbles and complaints are counted apart (C27)."""

CHANNELS: Labels = {
    "phone": (_l("Phone call"), "blue"),
    "visit": (_l("Visit in person"), "green"),
    "letter": (_l("Letter"), "grey"),
    "hotline": (_l("Hotline"), "azure"),
    "wechat": (_l("WeChat"), "green"),
    "web": (_l("Internet"), "cyan"),
}
"""How the customer reached us (S0-5.4.1a)."""

GRADES: Labels = {
    "excellent": (_l("Extremely satisfied"), "green"),
    "very_good": (_l("Very satisfied"), "green"),
    "good": (_l("Satisfied"), "blue"),
    "fair": (_l("Fair"), "yellow"),
    "poor": (_l("Not satisfied"), "red"),
}
"""The customer's grade of satisfaction."""

CAUSE_CLASSES: Labels = {
    "manufacture": (_l("Manufacturing"), "orange"),
    "assembly": (_l("Assembly"), "orange"),
    "design": (_l("Design"), "purple"),
    "material": (_l("Material"), "yellow"),
    "use": (_l("Use"), "blue"),
    "purchased": (_l("Bought-in part"), "cyan"),
}
"""The six boxes of the cause on the service report (F03)."""

TOPICS: Labels = {
    "installation": (_l("Installation"), "grey"),
    "commissioning": (_l("Commissioning and adjustment"), "grey"),
    "use": (_l("Use and operation"), "grey"),
    "maintenance": (_l("Maintenance"), "grey"),
    "cautions": (_l("Cautions"), "grey"),
}
"""The five topics explained to the customer on each visit (S0-5.4.4c)."""

VERDICTS: Labels = {
    "in": (_l("In warranty"), "green"),
    "out": (_l("Out of warranty"), "grey"),
    "goodwill": (_l("Goodwill, free of charge"), "azure"),
    "disputed": (_l("Warranty undecided"), "orange"),
    "none": (_l("No machine named"), "grey"),
}
"""The warranty verdict; ``none``: the case names no machine."""

REGION_CLASSES: Labels = {
    "local": (_l("Local"), "green"),
    "domestic": (_l("Domestic"), "blue"),
    "remote": (_l("Remote"), "orange"),
}
"""Classes of region that decide the arrival time (C01)."""

FAULT_CLASSES: Labels = {
    "line": (_l("Fault of the line"), "blue"),
    "machine": (_l("Fault of the machine"), "orange"),
    "system": (_l("Fault of the system"), "purple"),
}
"""Classes of fault that a promised time may depend on (C01, S2-3.2.3b)."""

TRIGGERS: Labels = {
    "key_product": (_l("Key product"), "purple"),
    "key_customer": (_l("Key customer"), "red"),
    "large_product": (_l("Large product"), "orange"),
    "emergency": (_l("Emergency"), "red"),
}
"""What makes a case urgent (S0-5.4.2a)."""

PAUSES: Labels = {
    "customer": (_l("Waiting for the customer"), "grey"),
    "part": (_l("Waiting for parts"), "yellow"),
    "supplier": (_l("Waiting for a supplier"), "cyan"),
    "site_closed": (_l("Site closed"), "grey"),
    "other": (_l("Other reason"), "grey"),
}
"""Why a case stands still with its clock."""

FOLLOW_UPS: Labels = {
    "parts": (_l("Parts are missing"), "yellow"),
    "technical": (_l("Technical support needed"), "purple"),
    "supplier": (_l("Supplier must come"), "cyan"),
    "customer": (_l("Customer must prepare"), "grey"),
    "other": (_l("Other reason"), "grey"),
}
"""Why a visit ended before the machine ran again (S0-5.4.4e)."""

OPINION_CATEGORIES: Labels = {
    "quality": (_l("Product quality"), "purple"),
    "service": (_l("Service"), "blue"),
    "delivery": (_l("Delivery"), "cyan"),
    "price": (_l("Price"), "yellow"),
    "other": (_l("Other"), "grey"),
}
"""The boxes of the customer opinion form (F02)."""

TRANSPORTS: Labels = {
    "car": (_l("Company car"), "grey"),
    "train": (_l("Train"), "grey"),
    "plane": (_l("Plane"), "grey"),
    "coach": (_l("Coach"), "grey"),
    "other": (_l("Other"), "grey"),
}
"""How the team travels."""
