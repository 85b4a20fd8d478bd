"""Tables of the objects of OpenAPI 3 and Swagger 2.0, used by the readers and the structure check."""

from codegen.openapi.structure.openapi3 import OPENAPI
from codegen.openapi.structure.swagger2 import SWAGGER

__all__ = ["OPENAPI", "SWAGGER"]
