"""Tables of the objects of OpenAPI 3 and Swagger 2.0: the readers and the structure check work by them."""

from codegen.openapi.structure.openapi3 import OPENAPI
from codegen.openapi.structure.swagger2 import SWAGGER

__all__ = ["OPENAPI", "SWAGGER"]
