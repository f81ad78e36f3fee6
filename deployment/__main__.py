"""python -m deployment grant-roles | probe | secrets | event-grid | template | compare: what an administrator runs once, and the portal's template"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
from azure.core.exceptions import ClientAuthenticationError

from deployment import partner_topic, tokens, vault
from deployment.authorized import Refused
from deployment.grants.directory import Directory
from deployment.grants.granting import NotGranted, arrange
from deployment.grants.probing import probes
from deployment.grants.roles import Reach, Stream, wanted

TEMPLATE = Path(__file__).resolve().parents[1] / "infra" / "azuredeploy.json"
_GRAPH = "https://graph.microsoft.com/v1.0"
_MANAGER = "https://management.azure.com"
_REFUSALS = (
    ClientAuthenticationError,
    NotGranted,
    Refused,
    ValueError,
    httpx.TransportError,
    partner_topic.TopicNotReady,
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 when all is as it should be, 1 when it was refused or is not."""
    asked = _parser().parse_args(arguments)
    act: Callable[[argparse.Namespace], bool] = asked.act
    try:
        return 0 if act(asked) else 1
    except _REFUSALS as refused:
        print(refused, file=sys.stderr)
        return 1


def grant_roles(asked: argparse.Namespace) -> bool:
    """Give the app's identity the least permissions of Microsoft Graph; without --apply only say what would be done."""
    with Directory(asked.graph_url, tokens.administrators(asked.graph_url)) as directory:
        lines = arrange(
            directory,
            asked.principal,
            wanted(asked.streams, asked.reach),
            applies=asked.apply,
            revokes=asked.revoke,
        )
        for line in lines:
            print(line)
    if not asked.apply:
        print("nothing was changed: --apply does it")
    return True


def probe(asked: argparse.Namespace) -> bool:
    """Ask as the app for a mailbox inside the scope and one outside, which must be refused."""
    token = tokens.apps(
        asked.graph_url, asked.credential, asked.client_id, asked.tenant_id, asked.certificate
    )
    given = probes(
        asked.graph_url, token, asked.streams, inside=asked.inside, outside=asked.outside
    )
    holds = True
    for one in given:
        print(one.line())
        holds = holds and one.holds
    return holds


def secrets(asked: argparse.Namespace) -> bool:
    """Put into the vault what no template can: the key of all digests, once, and with --crm-url the CRM's address read from standard input."""
    url = vault.database_address(sys.stdin.readline()) if asked.crm_url and asked.apply else ""
    with vault.Vault(asked.vault, tokens.administrators(asked.vault)) as held:
        has_key = held.has(vault.DIGEST_KEY)
        would = "" if asked.apply else "would "
        print(f"keep   {vault.DIGEST_KEY}" if has_key else f"{would}make   {vault.DIGEST_KEY}")
        if asked.apply and not has_key:
            held.put(vault.DIGEST_KEY, vault.new_key(), "base64")
        if asked.crm_url:
            print(f"{would}store  {vault.CRM_URL}")
            if asked.apply:
                held.put(vault.CRM_URL, url, "SQLAlchemy URL")
    if not asked.apply:
        print("nothing was changed: --apply does it")
    return True


def event_grid(asked: argparse.Namespace) -> bool:
    """Let the Event Grid partner topic of RAPPORT_EVENT_GRID_TOPIC hand Microsoft Graph's notifications to the app; without --apply only say what would be done."""
    place = partner_topic.Place(
        subscription=asked.subscription, group=asked.group, topic=asked.topic, app=asked.app
    )
    token = tokens.administrators(asked.manager_url)
    with partner_topic.Manager(asked.manager_url, token) as manager:
        for line in partner_topic.arrange(manager, place, applies=asked.apply):
            print(line)
    if not asked.apply:
        print("nothing was changed: --apply does it")
    return True


def template(asked: argparse.Namespace) -> bool:
    """Write infra/azuredeploy.json from the Bicep files, or with --check say whether it is what they give."""
    from deployment.template import compiled

    made = compiled(TEMPLATE.parent / "resources.bicep")
    told = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if asked.check:
        if TEMPLATE.read_text() != told:
            print(
                f"{TEMPLATE.name} is not what the Bicep files give: make template", file=sys.stderr
            )
        return TEMPLATE.read_text() == told
    TEMPLATE.write_text(told)
    print(f"wrote {TEMPLATE.name}")
    return True


def compare(asked: argparse.Namespace) -> bool:
    """Say whether what the Bicep compiler made of infra/resources.bicep asks for the same as infra/azuredeploy.json."""
    from deployment.template.comparing import differences

    found = differences(json.loads(asked.compiled.read_text()), json.loads(TEMPLATE.read_text()))
    for line in found:
        print(line)
    return not found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deployment", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, act: Callable[[argparse.Namespace], bool]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=act.__doc__, description=act.__doc__)
        made.set_defaults(act=act)
        return made

    _grant_arguments(command("grant-roles", grant_roles))
    _probe_arguments(command("probe", probe))
    _secret_arguments(command("secrets", secrets))
    _event_grid_arguments(command("event-grid", event_grid))
    command("template", template).add_argument("--check", action="store_true")
    command("compare", compare).add_argument("compiled", type=Path, help="what `bicep build` wrote")
    return parser


def _grant_arguments(parser: argparse.ArgumentParser) -> None:
    _graph_arguments(parser)
    parser.add_argument(
        "--principal",
        required=True,
        help="object id of the identity (RAPPORT_IDENTITY_PRINCIPAL_ID)",
    )
    parser.add_argument(
        "--reach",
        type=Reach,
        choices=list(Reach),
        default=Reach.SCOPE,
        help="scope: Exchange grants mailboxes (scope_mailboxes.ps1); tenant: all of them",
    )
    parser.add_argument("--revoke", action="store_true", help="take back what is not needed")
    parser.add_argument("--apply", action="store_true", help="do it")


def _probe_arguments(parser: argparse.ArgumentParser) -> None:
    _graph_arguments(parser)
    parser.add_argument("--inside", required=True, help="a mailbox inside the scope")
    parser.add_argument("--outside", required=True, help="a mailbox that exists and is outside")
    parser.add_argument(
        "--credential",
        choices=["managed_identity", "certificate", "local"],
        default="managed_identity",
    )
    parser.add_argument("--client-id", help="the identity's, or the app registration's")
    parser.add_argument("--tenant-id", default="", help="for a certificate")
    parser.add_argument("--certificate", help="PEM or PFX file with the private key")


def _secret_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--vault", required=True, help="https://NAME.vault.azure.net")
    parser.add_argument("--crm-url", action="store_true", help="read it from standard input")
    parser.add_argument("--apply", action="store_true", help="do it")


def _event_grid_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--manager-url", default=_MANAGER, help="another one in a national cloud")
    parser.add_argument("--subscription", required=True, help="id of the Azure subscription")
    parser.add_argument("--group", required=True, help="resource group of the app and the topic")
    parser.add_argument("--app", required=True, help="the app's name (RAPPORT_APP_NAME)")
    parser.add_argument("--topic", required=True, help="the partner topic's name")
    parser.add_argument("--apply", action="store_true", help="do it")


def _graph_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--graph-url", default=_GRAPH, help="another one in a national cloud")
    parser.add_argument(
        "--streams",
        type=_streams,
        default=list(Stream),
        help="mail,calendar,contacts: what the firm keeps in step",
    )


def _streams(told: str) -> list[Stream]:
    try:
        return [Stream(one) for one in told.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected some of {','.join(Stream)}") from None


if __name__ == "__main__":
    sys.exit(main())
