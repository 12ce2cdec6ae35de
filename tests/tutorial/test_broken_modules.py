"""Broken versions of the tutorial's module: each stops the start with one sentence that helps."""

import json
import subprocess
import sys

from tests.architecture.source import ROOT

TUTORIAL = ROOT / "docs" / "tutorial" / "loaner"
WHOLE = {
    f"loaner/{file.relative_to(TUTORIAL).as_posix()}": file.read_text(encoding="utf-8")
    for file in TUTORIAL.rglob("*")
    if file.is_file() and "__pycache__" not in file.parts
}
AROUND = "Mend it, or start the kernel alone: AFTERSALES_SAFE_MODE=1"


def broken(file, old, new, **more):
    """The module with one passage changed; ``more`` are files of a second one."""
    name = f"loaner/{file}"
    assert old in WHOLE[name], f"the tutorial changed: {old!r} is not in {file}"
    return {**WHOLE, name: WHOLE[name].replace(old, new, 1), **more}


def without(file):
    """The module with a file or folder forgotten."""
    return {name: text for name, text in WHOLE.items() if not name.startswith(f"loaner/{file}")}


def offering(slot):
    """The module with something for a slot that the slot does not take."""
    files = broken("plugin.py", "import Contributions", "import Contributions, Offering")
    offer = f'demo=load_demo,\n    offers=(Offering(slot="{slot}", value=1),),'
    files["loaner/plugin.py"] = files["loaner/plugin.py"].replace("demo=load_demo,", offer)
    return files


def neighbour(name, manifest=""):
    """A second module beside the tutorial's."""
    return {
        f"{name}/__init__.py": "",
        f"{name}/manifest.py": (
            "from aftersales.registry.manifest import Dependency, Manifest\n"
            f'MANIFEST = Manifest(name="{name}", title="x", version="0.1.0", {manifest})\n'
        ),
        f"{name}/plugin.py": (
            "from aftersales.registry.contributions import Contributions\n"
            "CONTRIBUTIONS = Contributions()\n"
        ),
    }


MANIFEST, PLUGIN, MODELS = (
    f"modules/loaner/{name}.py" for name in ("manifest", "plugin", "models")
)
BROKEN = {
    "kernel too old": (
        broken("manifest.py", ">=0.1,<0.2", ">=9"),
        f"{MANIFEST}: needs kernel >=9, this is 0.1.0; update one of them.",
    ),
    "no version range": (
        broken("manifest.py", ">=0.1,<0.2", "yesterday"),
        (f"{MANIFEST}: 'yesterday' is not a version range; write one such as '>=1.3,<2'."),
    ),
    "no version": (
        broken("manifest.py", 'version="0.1.0"', 'version="first"'),
        f"{MANIFEST}: 'first' is not a version; write one such as '0.1.0'.",
    ),
    "another name than its folder": (
        broken("manifest.py", 'name="loaner"', 'name="lending"'),
        (f"{MANIFEST}: the module calls itself 'lending'; name and folder must be the same."),
    ),
    "missing dependency": (
        broken("manifest.py", 'Dependency("service", ">=0.1,<1")', 'Dependency("rental")'),
        (
            f"{MANIFEST}: needs the module 'rental', which is not enabled; enable it in "
            "instance/config.toml or remove the dependency."
        ),
    ),
    "dependency in another version": (
        broken("manifest.py", ">=0.1,<1", ">=2"),
        f"{MANIFEST}: needs service >=2, found 0.1.0; update one of them.",
    ),
    "circle": (
        broken(
            "manifest.py",
            '("quality",)',
            '("zz_rental",)',
            **neighbour("zz_rental", 'depends=(Dependency("loaner"),)'),
        ),
        (
            "modules need each other in a circle: loaner → zz_rental → loaner; remove "
            f"one dependency in {MANIFEST} and modules/zz_rental/manifest.py."
        ),
    ),
    "name of a kernel room": (
        neighbour("access"),
        ("modules/access/manifest.py: 'access' is a room of the kernel; choose another name."),
    ),
    "name that swallows another's tables": (
        {**WHOLE, **neighbour("loaner_pool")},
        (
            "modules/loaner_pool/manifest.py: tables of 'loaner_pool' would begin with "
            "'loaner_' and be taken for those of 'loaner'; choose another name."
        ),
    ),
    "no MANIFEST": (
        broken("manifest.py", "MANIFEST = Manifest(", "MANIFESTO = Manifest("),
        f"{MANIFEST}: define MANIFEST = Manifest(…).",
    ),
    "foreign permission": (
        broken("manifest.py", 'READ = "loaner.', 'READ = "lending.'),
        f"{MANIFEST}: permission 'lending.loan.read' must begin with 'loaner.'; rename it.",
    ),
    "unknown permission granted": (
        broken("manifest.py", 'Grant("clerk", READ)', 'Grant("clerk", "loaner.loan.raed")'),
        (
            f"{MANIFEST}: role 'clerk' is granted the unknown permission "
            "'loaner.loan.raed'; declare it in the manifest's permissions or correct the "
            "name. Did you mean 'loaner.loan.read'?"
        ),
    ),
    "unknown role": (
        broken("manifest.py", 'Grant("clerk"', 'Grant("clark"'),
        (
            f"{MANIFEST}: there is no role 'clark'. Known: admin, leader, sales, "
            "commercial, clerk, dispatcher, engineer, technical, purchasing, production, "
            "quality, keeper, gate, finance, office, archivist, auditor. Did you mean 'clerk'?"
        ),
    ),
    "menu without target": (
        broken("manifest.py", 'view="loaner.loans", ', ""),
        f"{MANIFEST}: menu entry “Loans” needs either view=… or url=….",
    ),
    "menu to an unknown list": (
        broken("manifest.py", 'view="loaner.loans"', 'view="loaner.lones"'),
        (
            f"{MANIFEST}: menu entry “Loans” names the list 'loaner.lones', which nobody "
            "declares; correct or declare it. Did you mean 'loaner.loans' or "
            "'loaner.machines' or 'parts.shortages'?"
        ),
    ),
    "menu to an address nobody answers": (
        broken("manifest.py", 'view="loaner.loans"', 'url="/loaner/calendar"'),
        (
            f"{MANIFEST}: menu entry “借用单” leads to '/loaner/calendar', where no page "
            "answers; correct the address or add the page to a blueprint."
        ),
    ),
    "syntax error": (
        broken("services.py", "def lend(", "def lend(def lend("),
        f"modules/loaner/services.py, line 43: SyntaxError: invalid syntax. {AROUND}",
    ),
    "misspelt import": (
        broken("guards.py", "import Refused", "import Refuse"),
        (
            "modules/loaner/guards.py, line 6: ImportError: cannot import name 'Refuse' "
            f"from 'aftersales.errors'. {AROUND}"
        ),
    ),
    "missing plugin": (
        without("plugin.py"),
        f"{PLUGIN}: this file is missing. {AROUND}",
    ),
    "missing file": (
        without("rules.py"),
        f"{PLUGIN}, line 12: No module named 'modules.loaner.rules'. {AROUND}",
    ),
    "no CONTRIBUTIONS": (
        broken("plugin.py", "CONTRIBUTIONS =", "CONTRIBUTION ="),
        f"{PLUGIN}: define CONTRIBUTIONS = Contributions(…).",
    ),
    "fault while loading": (
        broken("filing.py", "FILING = FilingSpec(", "1 / 0\nFILING = FilingSpec("),
        (f"modules/loaner/filing.py, line 47: ZeroDivisionError: division by zero. {AROUND}"),
    ),
    "no tuple": (
        broken("plugin.py", "lookups=(FREE_MACHINES,)", "lookups=(FREE_MACHINES)"),
        (
            f"{PLUGIN}, line 17: TypeError: lookups must be a tuple; mind the comma in "
            f"lookups=(one,). {AROUND}"
        ),
    ),
    "thing in the wrong list": (
        broken("plugin.py", "views=VIEWS", "views=(LIFE,)"),
        (f"{PLUGIN}: views takes ListView or FormView, not 'Workflow'; move or correct it."),
    ),
    "handler with one argument": (
        broken(
            "handlers.py",
            "def ask_back(uow: UnitOfWork, event: EquipmentRecovered)",
            "def ask_back(uow: UnitOfWork)",
        ),
        (
            f"{PLUGIN}: handler 'ask_back' must take a unit of work and the event: def "
            "handler(uow, event)."
        ),
    ),
    "nameless handler after the commit": (
        broken(
            "handlers.py",
            "on(EquipmentRecovered, ask_back,",
            "on(EquipmentRecovered, lambda uow, event: None,",
        ),
        (
            f"{PLUGIN}: '<lambda>' cannot handle EquipmentRecovered after the commit, "
            "where it is found again by its name; make it a function of the file."
        ),
    ),
    "when without after": (
        broken("manifest.py", '    after=("quality",),\n', ""),
        (
            f"{PLUGIN}: when={{'quality': …}} needs the module to come later; write "
            f"after=('quality',) into {MANIFEST}."
        ),
    ),
    "when brings no list": (
        broken(
            "with_quality.py",
            "CONTRIBUTIONS = Contributions(",
            "CONTRIBUTIONS = Contributions(\n    demo=print,",
        ),
        (
            f"modules/loaner/with_quality.py: demo belongs into {PLUGIN}; only lists may "
            "depend on another module."
        ),
    ),
    "demo without an argument": (
        broken("plugin.py", "demo=load_demo", "demo=lambda: None"),
        f"{PLUGIN}: demo must be a function of a unit of work.",
    ),
    "foreign table": (
        broken("models.py", '"loaner_machine"\n', '"service_machine"\n'),
        (
            f"{MODELS}: class PoolMachine: table 'service_machine' must begin with 'loaner_'; "
            "rename it."
        ),
    ),
    "table of another": (
        broken("models.py", '"loaner_machine"\n', '"service_order"\n'),
        (
            f"{MODELS}, line 13: InvalidRequestError: Table 'service_order' is already "
            f"defined for this MetaData instance. {AROUND}"
        ),
    ),
    "unscoped table": (
        broken("models.py", "    __scope__ = scoped()\n", ""),
        (
            f"{MODELS}: class PoolMachine: say who sees its rows: __scope__ = scoped(), "
            "via(…) or unscoped(…)."
        ),
    ),
    "scoped without a rule": (
        broken("plugin.py", "rules=RULES", "rules=()"),
        (
            f"{MODELS}: class PoolMachine: it is scoped, but no RecordRule names it; add one "
            "to rules.py."
        ),
    ),
    "scope through nothing": (
        broken("models.py", 'via("order")', 'via("case")'),
        (
            f"{MODELS}: class Loan: __scope__ = via('case') names no relationship of it; "
            "name the attribute that leads to the parent."
        ),
    ),
    "class not listed": (
        broken("plugin.py", "models=(PoolMachine, Loan)", "models=(PoolMachine,)"),
        (
            f"{PLUGIN}: Loan is missing in models=(…); list it there, or its table is "
            "neither guarded nor kept."
        ),
    ),
    "foreign key to nowhere": (
        broken("models.py", '"loaner_machine.id"', '"loaner_engine.id"'),
        (
            f"{MODELS}: class Loan: the foreign key 'loaner_engine.id' leads to no table; "
            "correct it."
        ),
    ),
    "class named like another's": (
        {name: text.replace("PoolMachine", "Machine") for name, text in WHOLE.items()},
        (
            f"{MODELS}: class Machine: modules/handoff/models/contract.py has a class of this "
            "name already; rename yours."
        ),
    ),
    "relationship to nowhere": (
        broken("models.py", "machine: Mapped[PoolMachine]", 'machine: Mapped["Motor"]'),
        (
            f"{MODELS}: When initializing mapper Mapper[Loan(loaner_loan)], expression "
            "'Motor' failed to locate a name ('Motor'); correct the relationship."
        ),
    ),
    "rule for nobody": (
        broken("rules.py", "permission=READ, title", 'permission="", title'),
        (
            "modules/loaner/rules.py: rule 'loaner.machine.read' grants nobody anything; "
            "give it a permission, or restrict=True to bind everybody."
        ),
    ),
    "unreachable state": (
        broken("workflow.py", '("free",), "retired", KEEP', '("free",), "out", KEEP'),
        (
            "modules/loaner/workflow.py: workflow loaner.machine: state 'retired' cannot "
            "be reached from 'free'; add a transition to it or remove it."
        ),
    ),
    "unknown state": (
        broken("workflow.py", '"out", LEND', '"away", LEND'),
        (
            "modules/loaner/workflow.py: workflow loaner.machine: transition 'lend' "
            "names the unknown state 'away'; declare it or correct the transition."
        ),
    ),
    "unknown permission of a step": (
        broken("workflow.py", '"retired", KEEP', '"retired", "loaner.machine.keep"'),
        (
            "modules/loaner/workflow.py: Transition 'retire': there is no permission "
            "'loaner.machine.keep'; declare it in a manifest or correct the name. Did you "
            "mean 'loaner.machine.write'?"
        ),
    ),
    "state kept nowhere": (
        broken("workflow.py", 'initial="free",', 'initial="free",\n    field="status",'),
        (
            "modules/loaner/workflow.py: workflow loaner.machine: PoolMachine has no "
            "attribute 'status' to keep the state in; add the column."
        ),
    ),
    "guard of an unknown workflow": (
        broken("guards.py", 'workflow="service.order"', 'workflow="service.orders"'),
        (
            "modules/loaner/guards.py: there is no workflow 'service.orders'. Known: "
            "handoff.contract, loaner.machine, parts.exit_permit, parts.old_part, "
            "parts.requisition, parts.shipment, parts.shortage, quality.problem, "
            "service.case, service.opinion, service.order, service.report, service.trip."
        ),
    ),
    "guard of an unknown step": (
        broken("guards.py", 'transition="close"', 'transition="finish"'),
        (
            "modules/loaner/guards.py: workflow 'service.order' has no step 'finish' to "
            "guard. Known: assign, accept, reassign, depart, arrive, recover, leave, "
            "report, send_back, close, cancel."
        ),
    ),
    "foreign view name": (
        broken("views.py", 'name="loaner.loans"', 'name="service.loans"'),
        ("modules/loaner/views.py: view 'service.loans' must begin with 'loaner.'; rename it."),
    ),
    "name used twice": (
        broken("views.py", "VIEWS = (LOANS,", "VIEWS = (LOANS, LOANS,"),
        ("modules/loaner/views.py: two view declarations use the name 'loaner.loans'; rename one."),
    ),
    "number series of another": (
        broken("plugin.py", 'code="JY"', 'code="FW"'),
        (
            f"modules/service/plugin.py and {PLUGIN}: two number series declarations use "
            "the code 'FW'; rename one."
        ),
    ),
    "blueprint of another name": (
        broken("web.py", 'Blueprint("loaner"', 'Blueprint("lending"'),
        "modules/loaner/web.py: blueprint 'lending' must be called 'loaner'.",
    ),
    "page outside the module": (
        broken(
            "web.py",
            'url_prefix="/loaner", template_folder="templates")',
            'template_folder="templates")\nbp.add_url_rule("/lend", "lend", print)',
        ),
        (
            "modules/loaner/web.py: the page '/lend' must begin with '/loaner'; give the "
            "blueprint url_prefix='/loaner'."
        ),
    ),
    "address outside the module": (
        broken("views.py", 'path="/loaner/loans"', 'path="/loans"'),
        (
            "modules/loaner/views.py: the address '/loans' of 'loaner.loans' must begin "
            "with '/loaner'; change it."
        ),
    ),
    "list opens an unknown page": (
        broken("views.py", 'form="loaner.loan"', 'form="loaner.lone"'),
        (
            "modules/loaner/views.py: list 'loaner.loans' names the record page "
            "'loaner.lone', which nobody declares; correct or declare it. Did you mean "
            "'loaner.loan' or 'loaner.machine' or 'customers.customer'?"
        ),
    ),
    "unknown permission of a list": (
        broken(
            "views.py",
            "permission=READ,\n    query=loans",
            'permission="loaner.loan.see",\n    query=loans',
        ),
        (
            "modules/loaner/views.py: ListView 'loaner.loans': there is no permission "
            "'loaner.loan.see'; declare it in a manifest or correct the name. Did you mean "
            "'loaner.loan.read'?"
        ),
    ),
    "unknown permission of a verb": (
        broken("services.py", "@requires(LEND)", '@requires("loaner.loan.wirte")'),
        (
            "modules/loaner/services.py: verb 'lend': there is no permission "
            "'loaner.loan.wirte'; declare it in a manifest or correct the name. Did you mean "
            "'loaner.loan.write'?"
        ),
    ),
    "column after nothing": (
        broken("order_page.py", 'after="due"', 'after="dew"'),
        (
            "modules/loaner/order_page.py: ExtraColumn 'loaner_due' names the column "
            "'dew', which nobody declares; correct or declare it. Did you mean 'due'?"
        ),
    ),
    "column for an unknown list": (
        broken(
            "order_page.py",
            'view="service.orders",\n        after',
            'view="service.order",\n        after',
        ),
        (
            "modules/loaner/order_page.py: ExtraColumn names the view 'service.order', "
            "which nobody declares; correct or declare it. Did you mean 'service.orders' "
            "or 'service.reports' or 'service.cases'?"
        ),
    ),
    "filter for an unknown list": (
        broken(
            "order_page.py",
            'view="service.orders",\n        filter',
            'view="service.ordres",\n        filter',
        ),
        (
            "modules/loaner/order_page.py: ExtraFilter names the view 'service.ordres', "
            "which nobody declares; correct or declare it. Did you mean 'service.orders' "
            "or 'service.reports' or 'service.cases'?"
        ),
    ),
    "action on an unknown page": (
        broken(
            "order_page.py",
            'view="service.order",\n        action',
            'view="service.job",\n        action',
        ),
        (
            "modules/loaner/order_page.py: ExtraAction names the view 'service.job', "
            "which nobody declares; correct or declare it. Did you mean 'service.order' "
            "or 'service.day' or 'service.report'?"
        ),
    ),
    "unknown slot of a section": (
        broken("order_page.py", 'slot="service.order.form"', 'slot="service.order.bottom"'),
        (
            "modules/loaner/order_page.py: section 'loaner' names the slot "
            "'service.order.bottom', which nobody declares; correct or declare it. Did "
            "you mean 'service.order.form' or 'service.order.side' or "
            "'service.orders.head'?"
        ),
    ),
    "lost template": (
        without("templates"),
        (
            "modules/loaner/order_page.py: section 'loaner' draws the template "
            "'loaner/_order_loans.html', which is missing in modules/loaner/templates; "
            'add it, and a blueprint with template_folder="templates".'
        ),
    ),
    "unknown look-up in a form": (
        broken("forms.py", '"loaner.machine"', '"loaner.machines"'),
        (
            "modules/loaner/forms.py: LendForm names the look-up 'loaner.machines', "
            "which nobody declares; correct or declare it. Did you mean "
            "'loaner.machine'?"
        ),
    ),
    "link to an unknown page": (
        broken("views.py", '("service.order", Loan.order_id)', '("service.ordre", Loan.order_id)'),
        (
            "modules/loaner/views.py: Column 'order' names the record page "
            "'service.ordre', which nobody declares; correct or declare it. Did you mean "
            "'service.order' or 'service.day' or 'service.report'?"
        ),
    ),
    "order by an unknown column": (
        broken("views.py", 'order="-lent_at"', 'order="-lent_on"'),
        (
            "modules/loaner/views.py: list 'loaner.loans' names the column 'lent_on', "
            "which nobody declares; correct or declare it. Did you mean 'lent_at' or "
            "'due_on'?"
        ),
    ),
    "action for an unknown step": (
        broken("views.py", 'transition="lend"', 'transition="loan"'),
        (
            "modules/loaner/views.py: record page 'loaner.machine', action 'lend' names "
            "the step 'loan', which nobody declares; correct or declare it. Did you mean "
            "'lend'?"
        ),
    ),
    "unknown slot of an offer": (
        offering("service.closing"),
        (
            f"{PLUGIN}: there is no slot 'service.closing'. Known: service.closing_check, "
            "service.report_parts."
        ),
    ),
    "offer of the wrong kind": (
        offering("service.closing_check"),
        (
            f"{PLUGIN}: slot 'service.closing_check' takes ClosingCheck, not int; correct "
            "the offering."
        ),
    ),
}
"""What is wrong, the module's files, and the sentence that stops the start."""

NOT_SERVED = {
    "missing migration": (
        without("migrations"),
        (
            "modules/loaner/migrations: no migration makes the module's tables; run: "
            "aftersales modules revision loaner"
        ),
    ),
    "two newest revisions": (
        {
            **WHOLE,
            "loaner/migrations/loaner_0002_x.py": 'revision = "2"\ndown_revision = None\n',
        },
        (
            "modules/loaner/migrations: 2 and loaner_0001 do not form one line; let each "
            "down_revision name the revision before it."
        ),
    ),
}
"""What only the database tells: refused when it is to be served."""


def say(versions):
    """What the starts say, each in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tutorial.nursery"],
        input=json.dumps(versions),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_broken_module_is_told_in_one_sentence_with_file_and_remedy():
    versions = {name: {"files": files} for name, (files, _sentence) in BROKEN.items()}
    for name, (files, _sentence) in NOT_SERVED.items():
        versions[name] = {"files": files, "serve": True}
    versions["nothing is wrong"] = {"files": WHOLE}
    for name in ("syntax error", "no MANIFEST", "foreign table"):
        versions[f"safe mode: {name}"] = {"files": BROKEN[name][0], "safe": True}
    wanted = {name: sentence for name, (_files, sentence) in (BROKEN | NOT_SERVED).items()}
    wanted["nothing is wrong"] = "started"
    wanted |= {name: "safe mode is told" for name in versions if name.startswith("safe mode")}
    assert say(versions) == wanted
