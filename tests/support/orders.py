"""A document as people write it, for tests of overlays."""

ORDERS = """\
# The orders API. Comments are not part of the value.
openapi: 3.1.0
info:
  title: Orders
  version: "2.1"
  description: |
    Place and follow orders.

    Amounts are in cents.
servers:
  - url: https://api.example.com # production
  - url: https://sandbox.example.com
tags:
  - {name: orders, description: Placing orders}
  - {name: returns}
paths:
  /orders:
    parameters:
      - {name: tenant, in: header, schema: {type: string}}
    get:
      operationId: listOrders
      tags: [orders]
      description: List orders.
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: status, in: query, schema: {$ref: "#/components/schemas/Status"}}
        - {$ref: "#/components/parameters/Cursor"}
      responses:
        "200":
          description: A page of orders.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Order"}}
      security:
        - apiKey: []
        - oauth: [read]
    post:
      operationId: placeOrder
      tags: [orders]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
      responses:
        "201": {description: Placed.}
  /orders/{id}/returns:
    post:
      operationId: returnOrder
      tags: [returns]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "204": {description: Accepted.}
components:
  parameters:
    Cursor: {name: cursor, in: query, schema: {type: string}}
  schemas:
    Status:
      type: string
      enum: [open, paid, legacy, closed]
    Order:
      type: object
      required: [id, status]
      properties:
        id: {type: string, example: or_1}
        status: {$ref: "#/components/schemas/Status"}
        amount: {type: integer, minimum: 0, description: Amount in cents.}
        internal_note: {type: string}
        payment:
          oneOf:
            - {type: object, properties: {card: {type: string}}}
            - {type: object, properties: {iban: {type: string}}, required: [iban]}
  securitySchemes:
    apiKey: {type: apiKey, in: header, name: X-Key}
    oauth: {type: oauth2, flows: {}}
"""
