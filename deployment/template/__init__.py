"""The firm's resources as a template: Bicep made into the portal's JSON, and JSON evaluated without Azure."""

from deployment.template.compiling import compiled
from deployment.template.evaluating import Deployed, Surroundings, deployed
from deployment.template.expressions import NotCompiled
from deployment.template.settings import app_settings
from deployment.template.syntax import BadBicep

__all__ = [
    "BadBicep",
    "Deployed",
    "NotCompiled",
    "Surroundings",
    "app_settings",
    "compiled",
    "deployed",
]
