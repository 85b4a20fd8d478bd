"""All rules, by id."""

from __future__ import annotations

from codegen.diff.audience import versions
from codegen.diff.audience.callers import generator, naming
from codegen.diff.checks import (
    additional,
    applicators,
    bodies,
    bounds,
    composition,
    defaults,
    discriminators,
    document,
    enums,
    lifecycle,
    nullability,
    parameters,
    paths,
    patterns,
    properties,
    responses,
    security,
    servers,
    types,
)
from codegen.diff.model.changes import Rule

RULE_MODULES = (
    paths,
    parameters,
    bodies,
    responses,
    security,
    servers,
    document,
    versions,
    properties,
    additional,
    types,
    enums,
    nullability,
    defaults,
    bounds,
    patterns,
    composition,
    discriminators,
    applicators,
    lifecycle,
    naming,
    generator,
)

RULES: dict[str, Rule] = {rule.id: rule for module in RULE_MODULES for rule in module.RULES}
"""Every rule that a check may use."""
