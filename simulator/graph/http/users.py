"""Endpoints of the directory: users, their delta, and the settings of a mailbox."""

from typing import Any

from simulator.graph.directory import User
from simulator.graph.http import options
from simulator.graph.http.calls import Call
from simulator.graph.http.records import Response, answer
from simulator.graph.mailbox import Mailbox
from simulator.graph.refusals import bad_request

_TOP_DEFAULT = 100  # page user-list
_TOP_MAX = 999
_BY_DEFAULT = (
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
)
_EXCHANGE_PLAN = "9aaf7827-d63c-4b61-89c3-182f06f82e5c"
_LICENCE = "6fd2c87f-b296-42f0-b197-1e91e994b900"


def list_all(call: Call) -> Response:
    """GET /users."""
    query = call.request.query
    if "$filter" in query or "$search" in query:
        raise bad_request("Unsupported query.", "Request_UnsupportedQuery")
    top = options.number(query, "$top", _TOP_DEFAULT, _TOP_MAX)
    skip = query.get("$skiptoken", "0")
    if not skip.isdecimal():
        raise bad_request("Skip token is not valid.", "Directory_ExpiredPageToken")
    found, after = call.service.users_from(int(skip), top)
    select = query.get("$select", "")
    document: dict[str, Any] = {
        "@odata.context": call.context("users"),
        "value": [shown(user, select) for user in found],
    }
    if after is not None:
        document["@odata.nextLink"] = call.same_link(skiptoken=str(after))
    return answer(document)


def one(call: Call) -> Response:
    """GET /users/{id}."""
    user = call.service.tenant.users.find(call.names[0])
    select = call.request.query.get("$select", "")
    return answer({"@odata.context": call.context("users/$entity")} | shown(user, select))


def delta(call: Call) -> Response:
    """GET /users/delta; a deltatoken of `latest` begins from now."""
    query = dict(call.request.query)
    token = query.pop("$deltatoken", None) or query.pop("$skiptoken", None)
    chosen = {k: v for k, v in query.items() if k == "$select"}
    size = call.preferences.page_items
    page = call.service.user_delta(token, chosen, size)
    users, select = call.service.tenant.users, page.options.get("$select", "")
    value = [
        {"id": users.removed_id(told.number), "@removed": {"reason": "deleted"}}
        if told.is_removed
        else shown(users.numbered(told.number), select)
        for told in page.told
    ]
    name = "deltatoken" if page.is_over else "skiptoken"
    field = "@odata.deltaLink" if page.is_over else "@odata.nextLink"
    link = call.link("/users/delta", **{name: page.token})
    return answer({"@odata.context": call.context("users"), field: link, "value": value})


def mailbox_settings(call: Call) -> Response:
    """GET /users/{id}/mailboxSettings."""
    context = call.context(f"users('{call.box.id}')/mailboxSettings")
    return answer({"@odata.context": context} | _settings(call.box))


def shown(user: User, select: str) -> dict[str, Any]:
    """Return a user as a resource; `id` always, everything else by $select or by default."""
    given, _, family = user.name.rpartition(" ")
    values: dict[str, Any] = {
        "businessPhones": [],
        "displayName": user.name,
        "givenName": given or None,
        "jobTitle": None,
        "mail": user.mail,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None,
        "surname": family,
        "userPrincipalName": user.principal_name,
        "accountEnabled": user.account_enabled,
        "proxyAddresses": list(user.proxy_addresses),
        "otherMails": list(user.other_mails),
        "imAddresses": [],
        "userType": "Guest" if user.is_guest else "Member",
        "mailNickname": user.principal_name.partition("@")[0],
        "showInAddressList": None,
        "assignedLicenses": _licences(user),
        "assignedPlans": _plans(user),
        "provisionedPlans": _provisioned(user),
    }
    names = {name.lower(): name for name in values}
    wanted = [w.strip().lower() for w in select.split(",")] if select else None
    chosen = _BY_DEFAULT if wanted is None else [names[w] for w in wanted if w in names]
    return {"id": user.id} | {name: values[name] for name in chosen}


def _settings(box: Mailbox) -> dict[str, Any]:
    return {
        "timeZone": box.zone,
        "language": {"locale": box.language, "displayName": box.language},
        "userPurpose": box.user.kind.value,
        "dateFormat": "yyyy-MM-dd",
        "timeFormat": "HH:mm",
    }


def _has_plan(user: User) -> bool:
    """Return whether a user has an Exchange plan: shared mailboxes and rooms need none."""
    return user.is_licensed and user.account_enabled


def _licences(user: User) -> list[dict[str, Any]]:
    return [{"skuId": _LICENCE, "disabledPlans": []}] if _has_plan(user) else []


def _plans(user: User) -> list[dict[str, Any]]:
    plan = {
        "assignedDateTime": "2025-01-01T00:00:00Z",
        "capabilityStatus": "Enabled",
        "service": "exchange",
        "servicePlanId": _EXCHANGE_PLAN,
    }
    return [plan] if _has_plan(user) else []


def _provisioned(user: User) -> list[dict[str, Any]]:
    plan = {"capabilityStatus": "Enabled", "provisioningStatus": "Success", "service": "exchange"}
    return [plan] if _has_plan(user) else []
