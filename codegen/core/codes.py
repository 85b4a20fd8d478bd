"""The registry of diagnostic codes; docs/diagnostics.md is generated from it.

Codes are kebab-case and sorted; a test checks both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """A title, and an explanation of two to four sentences: the cause, the effect, the remedy."""

    title: str
    explanation: str


CODES: dict[str, CodeInfo] = {
    "accepted-nothing": CodeInfo(
        "Accepted difference does not occur",
        "The configuration accepts a difference between schema tables and the document that does not exist, or no "
        "longer. Remove the entry of [[tables.accept]], or correct its pattern.",
    ),
    "alias-expansion": CodeInfo(
        "YAML aliases expand too much",
        "Aliases (*name) repeat the value of their anchor (&name). Here they contain themselves, or expand to more "
        "nodes than the reader accepts. Write the repeated part once and refer to it with $ref.",
    ),
    "allof-too-large": CodeInfo(
        "allOf merges too many properties",
        "Every schema takes over the properties of the schemas in its allOf; here this makes more properties than the "
        "reader accepts, or one allOf has thousands of subschemas. Further allOf are reduced to their first subschema. "
        "Refer to the shared schema from a property, or generate a part of the document (include).",
    ),
    "ambiguous-path": CodeInfo(
        "Path templates are ambiguous",
        "Two operations of one method have paths that differ only in the names of their parameters, or two parameters "
        "of a path are adjacent. Clients can call them, but a server cannot distinguish them: it selects the first "
        "operation, and the shortest value for the first parameter. Change one of the paths.",
    ),
    "ambiguous-table": CodeInfo(
        "Table matches several components",
        "The name of a schema table matches more than one component when letter case and dashes are ignored, and none "
        "exactly. The table is ignored. Give the table exactly the name of its component.",
    ),
    "config-invalid": CodeInfo(
        "Invalid configuration",
        "A value of the configuration has the wrong type or is not allowed. docs/configuration.md lists every key with "
        "its values.",
    ),
    "config-syntax": CodeInfo(
        "Configuration is not valid TOML",
        "The configuration file cannot be parsed as TOML 1.0. Correct the syntax at the location shown.",
    ),
    "conflicting-allof": CodeInfo(
        "allOf cannot be satisfied",
        "The subschemas of an allOf contradict each other, so no value is valid. Remove or correct one of them.",
    ),
    "default-mismatch": CodeInfo(
        "Default does not match its schema",
        "The default of a property or parameter is not a valid value of its schema: it has another type, or is not one "
        "of the allowed values. Models omit it where the Python type does not accept it. Correct the default or the "
        "schema.",
    ),
    "discriminator-unusable": CodeInfo(
        "Discriminator cannot be used",
        "A discriminator names variants that are not objects, or maps one value to two variants. Variants are selected "
        "by validation instead. Refer to component schemas, and map every value to one of them.",
    ),
    "document-empty": CodeInfo(
        "Empty document",
        "The file is empty, or contains only comments. Check the file name, and that the file was written completely.",
    ),
    "document-too-large": CodeInfo(
        "Document too large",
        "The document exceeds a limit on size, which bounds memory and time on untrusted input. Split it, or reduce it "
        "to the part that is needed.",
    ),
    "duplicate-key": CodeInfo(
        "Duplicate key",
        "A mapping contains the same key twice, so one of the two values would be ignored silently. Remove or rename "
        "one of them.",
    ),
    "duplicate-name": CodeInfo(
        "Duplicate name",
        "Two elements that need different names have the same one. Rename one of them in the document, or pin a name "
        "in the configuration.",
    ),
    "duplicate-operation": CodeInfo(
        "Duplicate operation",
        "Two operations have the same method and path, or the same operationId. Remove or rename one of them.",
    ),
    "enum-mismatch": CodeInfo(
        "Enum value does not match its schema",
        "A value of an enum, or a const, is not valid for the schema around it: it has another type, or violates "
        "another keyword. It is generated as listed. Correct the value or the schema.",
    ),
    "enum-too-large": CodeInfo(
        "Enum has too many values",
        "An enum lists more values than imports and type checkers can handle. It is not generated: the field accepts "
        "any value of the type. Use a pattern, or remove the list.",
    ),
    "field-not-expressible": CodeInfo(
        "Field not expressible in this kind of models",
        "The name of a property cannot be written in the selected kind of models, so the property is left out. Use "
        "another kind (docs/engine.md compares them).",
    ),
    "file-not-found": CodeInfo(
        "File not found",
        "An input file does not exist. Paths in codegen.toml are relative to that file, paths on the command line to "
        "the current folder.",
    ),
    "file-unreadable": CodeInfo(
        "File cannot be read",
        "An input exists but cannot be read: it is a folder, access is denied, or reading failed. Check the path and "
        "its permissions.",
    ),
    "import-failed": CodeInfo(
        "Configured object is unusable",
        "The configuration names a Python type, a mixin or a package of shared models that cannot be imported or does "
        "not fit: the type does not read and write a value of its schema, the mixin has a name that the model uses, or "
        "the package was generated from another version of the document. Nothing is written. Correct the object or its "
        "key; a type is first tried with the examples of its schema.",
    ),
    "invalid-header-name": CodeInfo(
        "Invalid header name",
        "A header parameter, or an API key sent in a header, has a name that HTTP does not allow, such as one with "
        "spaces. Calls that send it fail. Correct the name, with an overlay if you cannot change the document.",
    ),
    "invalid-key": CodeInfo(
        "Key is not a string",
        "Keys of JSON objects are strings; this YAML mapping has a sequence, a mapping or an alias as key, or the "
        "value of a merge key (<<) is not a mapping. Write the key as a string.",
    ),
    "invalid-overlay": CodeInfo(
        "Invalid overlay",
        "An overlay, or one of its actions, does not conform to OpenAPI Overlay 1.0 or 1.1: it needs a version and a "
        "list of actions, each with a JSONPath target and an update, copy or remove that is applicable to the selected "
        "values. Correct the overlay.",
    ),
    "invalid-type": CodeInfo(
        "Value of the wrong type",
        "A value in the document has another type than OpenAPI requires there, such as an array in place of an object. "
        "What depends on it is not generated. Correct the value.",
    ),
    "invalid-value": CodeInfo(
        "Value not allowed",
        "A value has the right type, but OpenAPI or JSON Schema does not allow it there. Correct the value.",
    ),
    "json-syntax": CodeInfo(
        "Invalid JSON",
        "The file is not valid JSON (RFC 8259). Check just before the location shown: often a comma or quote is "
        "missing. Files with a suffix other than .json may contain YAML.",
    ),
    "lone-surrogate": CodeInfo(
        "Unpaired surrogate escape",
        "A \\u escape is one half of a surrogate pair without the other half. It is not a character and cannot be "
        "encoded in UTF-8. Complete or remove it.",
    ),
    "manifest-invalid": CodeInfo(
        "Invalid manifest",
        "The codegen.lock of the output folder is damaged, perhaps by a merge, so the generated files are unknown. "
        "Restore it, or generate again with --force.",
    ),
    "missing-property": CodeInfo(
        "Required property missing",
        "An object of the document lacks a property that OpenAPI requires. Add it.",
    ),
    "name-pin-unknown": CodeInfo(
        "Pinned name matches nothing",
        "The configuration pins the name of an element that is not in the document, or no longer. Correct or remove "
        "the pin.",
    ),
    "nesting-too-deep": CodeInfo(
        "Nested too deeply",
        "Values or references are nested deeper than the reader accepts, which bounds memory and time on untrusted "
        "input. Move inner schemas to components and refer to them with $ref.",
    ),
    "not-a-document": CodeInfo(
        "Not an OpenAPI document",
        "The file is a web page, XML, a PDF or a Git LFS pointer, or contains unresolved merge conflicts. Check how "
        "the file was obtained.",
    ),
    "not-text": CodeInfo(
        "Not a text file",
        "The file is not UTF-8 (or UTF-16 with a byte order mark), or contains control characters. Save it as UTF-8.",
    ),
    "number-out-of-range": CodeInfo(
        "Number out of range",
        "A number is infinite, not a number, or has too many digits. JSON has no such values. Use a finite number, or "
        "quote it if it is a string.",
    ),
    "output-blocked": CodeInfo(
        "Output path is blocked",
        "A path of the output is occupied by a symbolic link, by something that is not a regular file, or by a name "
        "that differs only in letter case. Nothing is written through links. Remove or rename it.",
    ),
    "output-edited": CodeInfo(
        "Generated file was edited",
        "A generated file was changed by hand, and writing it again would discard the change. Generate with --merge to "
        "keep the change, or with --force to set it aside; resolve conflict markers of an earlier merge first.",
    ),
    "output-foreign": CodeInfo(
        "File not written by the generator",
        "A file exists at a path of the output, and the manifest does not list it. Move it, or overwrite it with "
        "--force.",
    ),
    "output-leftover": CodeInfo(
        "Possible rest of an interrupted run",
        "A folder beside the output has the name of a staging folder, but no run of this user on this machine made it. "
        "It is neither read nor deleted. Delete it, if it is not yours.",
    ),
    "output-orphan": CodeInfo(
        "No target writes a package",
        "A package in an output folder belongs to no target of the configuration: a target or its package was renamed "
        "or removed. It is left as it is. Delete it, or list it in packages of [verify] if it is written otherwise.",
    ),
    "output-unwritable": CodeInfo(
        "Output cannot be written",
        "The system refused to write: no permission, no space left, or a file in place of a folder. The previous "
        "output is unchanged.",
    ),
    "overlay-no-match": CodeInfo(
        "Overlay action has no effect",
        "The target of an overlay action, or what it copies, selects nothing; the document may have changed since the "
        "overlay was written. Correct the JSONPath expression, or remove the action.",
    ),
    "overlay-repeated-item": CodeInfo(
        "Overlay repeats an item",
        "An overlay action appends an item that the array already holds; the document may have adopted it since the "
        "overlay was written. The array now holds it twice. Remove the item from the action.",
    ),
    "pagination-unusable": CodeInfo(
        "Configured pagination does not match",
        "The configuration describes the pagination of an operation, but the document has no such operation, or the "
        "operation does not have the parameter, or its response has no list of items. The method of the operation "
        "returns the plain response. Correct the entry in [targets.NAME.pagination].",
    ),
    "path-parameter-missing": CodeInfo(
        "Path parameter missing",
        "A path template contains a name in braces without a parameter with in: path, or the reverse. Make both agree.",
    ),
    "project-version": CodeInfo(
        "No version for the project",
        "The part project needs a version for pyproject.toml, and that of the API is neither a version (PEP 440) nor a "
        "date. The project gets the version 0.0.0. Set version in [targets.NAME.project].",
    ),
    "ref-cycle": CodeInfo(
        "Reference cycle",
        "References refer to each other in a cycle without a schema in between, so they have no meaning and are left "
        "out. Break the cycle.",
    ),
    "ref-outside-folder": CodeInfo(
        "Reference leaves the folder",
        "A $ref refers to a file outside of the document's folder, or to the network. Documents are untrusted and may "
        "not select other files. Copy the target next to the document, or allow its folder or origin with --allow-refs "
        "(allow_refs in codegen.toml).",
    ),
    "ref-position": CodeInfo(
        "Reference in an unusual position",
        "A $ref is in a position where OpenAPI allows none, such as an operation, or it names a part of the enclosing "
        "schema as if that were a document, as in a JSON Schema that was pasted with its $defs. It is followed. Move "
        "the target to components, or write the pointer from the root of the document.",
    ),
    "ref-siblings": CodeInfo(
        "Sibling of $ref is ignored",
        "A $ref replaces the whole object, so its siblings have no meaning; in schemas this holds up to OpenAPI 3.0. "
        "They are ignored. Move them to the target of the reference, or put both into allOf.",
    ),
    "ref-unreachable": CodeInfo(
        "Remote document cannot be read",
        "A $ref refers to a document of an allowed origin (--allow-refs), but the server does not respond, responds "
        "with something else, or a limit on the time or size of all remote documents is exceeded. Check the URL, or "
        "copy the document next to the one that refers to it.",
    ),
    "selection-empty": CodeInfo(
        "Selection is empty",
        "The selection in the configuration matches no operation and no schema. Correct its patterns.",
    ),
    "several-documents": CodeInfo(
        "Several documents in one file",
        "A YAML file contains a second document after a --- line, and it is not clear which one to read. Keep one "
        "document per file.",
    ),
    "source-changed": CodeInfo(
        "Snapshot is not the pinned one",
        "The snapshot of a document, its sources.lock and the address in the configuration do not belong together: one "
        "of them was edited, or the address changed. The snapshot is read as it is. Keep an edit of it as an overlay "
        "(codegen overlay from-diff), and fetch the document again.",
    ),
    "source-not-fetched": CodeInfo(
        "Document has no snapshot",
        "The configuration names a document by an address that is not a file. Only codegen fetch and codegen update "
        "access it; all other commands read the snapshot that they write. Run codegen fetch, and commit the snapshot "
        "with its sources.lock.",
    ),
    "source-unreadable": CodeInfo(
        "Source of a vendored package cannot be read",
        "The source of a vendored package, as its codegen.lock names it, cannot be read: it was moved, its revision "
        "does not exist any more, or git fails. Run codegen vendor update --source with the new source.",
    ),
    "table-bad-cell": CodeInfo(
        "Cell not recognised",
        "A cell of a schema table has a value that the reader does not recognise, such as a type that JSON Schema does "
        "not have. The fact is treated as unknown. Use the notation of docs/tables.md.",
    ),
    "table-cannot-say": CodeInfo(
        "Not expressible in a schema table",
        "The document contains something that the columns of a schema table cannot express. The page is written "
        "without it; an unsupported type becomes 'any' with a footnote. docs/tables.md lists what tables can express.",
    ),
    "table-document-default-mismatch": CodeInfo(
        "Table and document differ in a default",
        "A schema table and the document give different defaults. The configured authority wins. Correct the wrong "
        "one.",
    ),
    "table-document-enum-mismatch": CodeInfo(
        "Table and document differ in allowed values",
        "A schema table and the document list different values for a field. The configured authority wins. Correct the "
        "wrong one.",
    ),
    "table-document-field-missing": CodeInfo(
        "Field in only one source",
        "A field is in the schema table or in the document, but not in both. Fields of the document are kept; fields "
        "of the table are added only if the configured authority is the table. Add the field to the other source, or "
        "remove it.",
    ),
    "table-document-format-mismatch": CodeInfo(
        "Table and document differ in a format",
        "A schema table and the document give different formats for a field. The configured authority wins. Correct "
        "the wrong one.",
    ),
    "table-document-nullable-mismatch": CodeInfo(
        "Table and document differ in null",
        "Only one of schema table and document allows null for a field. The configured authority wins. Correct the "
        "wrong one.",
    ),
    "table-document-required-mismatch": CodeInfo(
        "Table and document differ in required",
        "Only one of schema table and document requires a field. In a table, a plain No can also mean that the field "
        "may be null. The configured authority wins. Correct the wrong one.",
    ),
    "table-document-type-mismatch": CodeInfo(
        "Table and document differ in a type",
        "A schema table and the document give different types for a field; any is compatible with every type. The "
        "configured authority wins. Correct the wrong one.",
    ),
    "table-duplicate": CodeInfo(
        "Duplicate table",
        "Two schema tables have the same name. Only the first one is used. Rename or remove the other.",
    ),
    "table-duplicate-row": CodeInfo(
        "Duplicate row",
        "A schema table lists a field twice. Only the first row is used. Remove the other.",
    ),
    "table-malformed-row": CodeInfo(
        "Malformed table row",
        "A row of a schema table has too few or too many cells, or no name, so its cells cannot be assigned to "
        "columns. Complete the row; escape a | inside of a cell as \\|.",
    ),
    "table-missing": CodeInfo(
        "No schema table found",
        "A file given as schema table contains no table with a name column and a type column. Check the column "
        "headings.",
    ),
    "table-no-endpoint": CodeInfo(
        "Operation without method and path",
        "A list of parameters describes an operation, but its method and path are neither on the page nor known by "
        "convention. The operation is not generated. Give its method and path in [tables.operations] of the "
        "configuration.",
    ),
    "table-unknown-component": CodeInfo(
        "Table without component",
        "The document has no component with the name of a schema table, so the table cannot be joined. Give the table "
        "the name of its component, or remove it.",
    ),
    "table-unresolved-link": CodeInfo(
        "Link to a missing table",
        "A type in a schema table links to a file that is not among the tables. The name of the link is used as the "
        "type. Add the table.",
    ),
    "unknown-config-key": CodeInfo(
        "Unknown configuration key",
        "The configuration contains a key that this version does not know; ignoring it could hide a misspelling. "
        "Correct or remove it.",
    ),
    "unknown-field": CodeInfo(
        "Unknown property",
        "An object of the document has a property that OpenAPI does not define there and that is not an extension "
        "(x-…). It is ignored. Correct its name, or move it to the object that it belongs to.",
    ),
    "unknown-security-scheme": CodeInfo(
        "Unknown security scheme",
        "A security requirement names a scheme that is not in components.securitySchemes, so clients cannot "
        "authenticate the request. Declare the scheme, or correct the name.",
    ),
    "unresolved-ref": CodeInfo(
        "Unresolved reference",
        "The target of a $ref does not exist. What depends on it is left out, such as a parameter or an operation "
        "whose body is unknown, and a schema or a response accepts any value there. The rest is generated (exit code "
        "1). Correct the reference or add its target.",
    ),
    "unsupported-keyword": CodeInfo(
        "Unsupported keyword",
        "A schema keyword has no counterpart in the generated code. It is ignored: values are validated less strictly "
        "than described.",
    ),
    "unsupported-media-type": CodeInfo(
        "Unsupported media type",
        "A request or response body has a media type that the generated code cannot encode or decode. Describe the "
        "operation with another media type.",
    ),
    "unsupported-pattern": CodeInfo(
        "Unsupported pattern",
        "A pattern uses constructs that pydantic's linear-time engine does not support (lookaround, backreferences), "
        "is not a valid ECMA-262 regular expression, or is too large. It is ignored: models accept every string. "
        "Rewrite the pattern if the check matters.",
    ),
    "unsupported-version": CodeInfo(
        "Unsupported version",
        "The document is not an OpenAPI document of a supported version, or does not state its version. Convert it.",
    ),
    "unused-type": CodeInfo(
        "Chosen type is not used",
        "The configuration chooses a Python type for a format that the document does not contain. The key has no "
        "effect. Correct or remove it.",
    ),
    "yaml-syntax": CodeInfo(
        "Invalid YAML",
        "The file cannot be parsed as YAML. Check the location shown and the lines before it: indentation, a missing "
        "quote or colon, and tabs are the usual causes.",
    ),
    "yaml-tag": CodeInfo(
        "YAML tag",
        "A value has a tag such as !!timestamp or !Ref. Tags denote types that JSON does not have, or code to run. "
        "Remove the tag.",
    ),
}


def known(code: str) -> str:
    """Return ``code``. Raises ``KeyError`` for an unknown code, which is a defect of the program."""
    if code not in CODES:
        raise KeyError(code)
    return code
