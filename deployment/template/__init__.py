"""The firm's resources as a template: Bicep made into the portal's JSON, and JSON evaluated without Azure."""

from deployment.template.compiling import compiled
from deployment.template.evaluating import Cloud, Deployed, deployed
from deployment.template.settings import app_settings
from deployment.template.syntax import BadBicep
from deployment.template.values import NotCompiled

__all__ = [
    "BadBicep",
    "Cloud",
    "Deployed",
    "NotCompiled",
    "app_settings",
    "compiled",
    "deployed",
]
