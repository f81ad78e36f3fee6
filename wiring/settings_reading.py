"""Reading the environment before its values are judged: which names it has, and which values are none yet."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from pydantic import ValidationError

_OURS = "RAPPORT_"
_UNRESOLVED = "@microsoft.keyvault"
"""A Key Vault reference that the platform could not follow stays as it is (Learn, "use Key Vault references")."""
_NEAR = 0.75
"""Of 1: two letters of a short name may be wrong; names that share only their beginning are no mistake for another."""
OF_COMMANDS = frozenset(
    {
        "RAPPORT_ADMIN_TOKEN",  # of `python -m admin policy`
        "RAPPORT_APP_NAME",  # these are what azd remembers of a deployment
        "RAPPORT_APP_URL",
        "RAPPORT_IDENTITY_CLIENT_ID",
        "RAPPORT_IDENTITY_PRINCIPAL_ID",
        "RAPPORT_VAULT_URL",
    }
)
"""Read by commands on somebody's own machine; no settings of the app, and no mistakes either."""


class BadSettings(ValueError):
    """The app's settings are not valid; nothing was started."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"{self.__doc__} {'; '.join(problems)}")
        self.problems = problems


def values_of(environment: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Return what is told under these names; what is blank counts as not set."""
    told = {name: environment.get(name, "").strip() for name in names}
    return {name: value for name, value in told.items() if value}


def misspelt(environment: Collection[str], names: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with each name that is ours by its beginning and is none of these."""
    for name in sorted(set(environment) - set(names) - OF_COMMANDS):
        if name.upper().startswith(_OURS):
            near = get_close_matches(name.upper(), sorted(names), n=1, cutoff=_NEAR)
            meant = f"; did you mean {near[0]}?" if near else ""
            yield f"{name}: there is no such setting{meant}"


def unresolved(values: Mapping[str, str]) -> dict[str, str]:
    """Return, by name, what is wrong with each value that is still a reference to a Key Vault."""
    return {
        name: f"{name}: its Key Vault reference was not resolved: the app's identity needs the role "
        "Key Vault Secrets User, and the secret must be there and enabled"
        for name, value in values.items()
        if value.lower().startswith(_UNRESOLVED)
    }


def refusals(bad: ValidationError, but: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with each setting that was refused, without its value; some names are left out."""
    for error in bad.errors(include_input=False, include_context=False, include_url=False):
        name = ".".join(map(str, error["loc"]))
        if name in but:
            continue
        told = "is not set" if error["type"] == "missing" else error["msg"]
        told = told.removeprefix("Value error, ")
        yield f"{name}: {told}" if name else told
