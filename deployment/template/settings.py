"""The app's settings as the template gives them."""

from collections.abc import Mapping
from typing import Any

from deployment.template.evaluating import Cloud, deployed


def app_settings(
    template: Mapping[str, Any], parameters: Mapping[str, Any], around: Cloud
) -> dict[str, str]:
    """Return the app settings that a template would set; Key Vault references as they stand.

    Args:
        template: azuredeploy.json, read.
        parameters: what the deployment is given.
        around: where it is deployed to, and what Azure answers of the resources made.

    Raises:
        NotEvaluated: names what is missing.
    """
    made = deployed(template, parameters, around)
    (found,) = (
        one for one in made.of("Microsoft.Web/sites/config") if one["name"].endswith("/appsettings")
    )
    return dict(found["properties"])
