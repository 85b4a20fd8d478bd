"""What every object of a document may hold, as tables, and the walk that holds documents against them."""

from codegen.read.structure.openapi3 import OPENAPI
from codegen.read.structure.swagger2 import SWAGGER
from codegen.read.structure.walk import Checked, check_structure

__all__ = ["OPENAPI", "SWAGGER", "Checked", "check_structure"]
