"""The functions of a company that the regulations name (rules 1.9), as role codes.

A company gives them to people as it likes (C06); a module grants them permissions in its
manifest.
"""

STANDARD_ROLES: dict[str, tuple[str, str]] = {
    "admin": ("系统管理员", "Administrator"),
    "leader": ("公司领导", "Company leader"),
    "sales": ("销售", "Sales"),
    "commercial": ("商务经理", "Commercial manager"),
    "clerk": ("受理员", "Service clerk"),
    "dispatcher": ("售后主管", "Service manager"),
    "engineer": ("服务工程师", "Service engineer"),
    "technical": ("技术", "Technical"),
    "purchasing": ("采购", "Purchasing"),
    "production": ("生产负责人", "Production head"),
    "quality": ("质检", "Quality"),
    "keeper": ("仓管员", "Warehouse keeper"),
    "gate": ("门卫", "Gate guard"),
    "finance": ("财务", "Finance"),
    "office": ("办公室", "Office"),
    "archivist": ("档案员", "Archivist"),
    "auditor": ("审计", "Auditor"),
}
"""Code to Chinese and English title."""
