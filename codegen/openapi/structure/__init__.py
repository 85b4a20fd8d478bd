"""What every object of a document may hold, as tables, and the walk that holds documents against them."""

from codegen.openapi.structure.openapi3 import OPENAPI
from codegen.openapi.structure.swagger2 import SWAGGER
from codegen.openapi.structure.walk import Checked, check_structure

__all__ = ["OPENAPI", "SWAGGER", "Checked", "check_structure"]
