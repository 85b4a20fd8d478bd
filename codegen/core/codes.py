"""Every diagnostic code: what it means and what to do about it. The docs' table of codes is made of this.

Codes are kebab-case. Add a row where the alphabet puts it; a test holds order and form.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """A headline, and two to four sentences: what the finding means, what to do."""

    title: str
    explanation: str


CODES: dict[str, CodeInfo] = {
    "accepted-nothing": CodeInfo(
        "Accepted difference does not occur",
        "The configuration accepts a difference between schema tables and the document that is not there (any more). "
        "Remove the entry of [[tables.accept]], or correct its pattern.",
    ),
    "alias-expansion": CodeInfo(
        "YAML aliases repeat too much",
        "Aliases (*name) repeat what their anchors (&name) hold. Here they repeat themselves without end, or more "
        "nodes than any real document needs. Write the repeated part once and point to it with $ref.",
    ),
    "allof-too-large": CodeInfo(
        "allOf makes too many fields",
        "Every schema takes over the fields of what its allOf names, so a base with hundreds of fields and hundreds of "
        "heirs makes more of them than any API has (or one allOf has thousands of parts). From here on the first part "
        "of an allOf stands for all. Refer to what is shared by a property, or generate a part of the document "
        "(include).",
    ),
    "ambiguous-path": CodeInfo(
        "Paths that servers cannot tell apart",
        "Two operations of one method have paths that differ in the names of their parameters alone, or nothing stands "
        "between two parameters of a path. Clients can call them, but a server cannot tell what is meant: it takes the "
        "first operation, and the shortest value for the first parameter. Give one of them another path.",
    ),
    "ambiguous-table": CodeInfo(
        "Table fits several components",
        "The name of a schema table fits more than one component when letter case and dashes are ignored, and none "
        "of them exactly. The table was left out. Name the table exactly like the component it describes.",
    ),
    "config-invalid": CodeInfo(
        "Invalid configuration",
        "A value of the configuration has the wrong type or is not allowed there. docs/configuration.md lists"
        " every key with its values.",
    ),
    "config-syntax": CodeInfo(
        "Configuration is not TOML",
        "The configuration file cannot be parsed as TOML 1.0. Look at the place shown.",
    ),
    "conflicting-allof": CodeInfo(
        "allOf cannot be met",
        "The branches of an allOf contradict each other, so that no value can be valid. Remove the branch that is "
        "wrong.",
    ),
    "default-mismatch": CodeInfo(
        "A default does not fit its schema",
        "The default of a field or parameter is no value of its own schema: another type, or none of the allowed "
        "values. Models leave it out where their type refuses it. Correct the default or the schema.",
    ),
    "discriminator-unusable": CodeInfo(
        "Discriminator does not tell variants apart",
        "A discriminator names variants that are no objects, or gives two of them the same value. Values are told "
        "apart by their shape instead. Refer to component schemas, and map every value to one of them.",
    ),
    "document-empty": CodeInfo(
        "Empty document",
        "The file holds nothing, or only comments. Check that the right file was named and that it was written "
        "completely.",
    ),
    "document-too-large": CodeInfo(
        "Document too large",
        "The file is larger than the reader accepts, which bounds memory and time on untrusted input. Split the "
        "document, or cut it down to the part that is needed.",
    ),
    "duplicate-key": CodeInfo(
        "Key given twice",
        "A mapping holds the same key twice, so one of the two values would be lost in silence. Remove or rename "
        "the second one.",
    ),
    "duplicate-name": CodeInfo(
        "Name used twice",
        "Two things that must be told apart have the same name. Rename one of them, in the document or by a pin in "
        "the configuration.",
    ),
    "duplicate-operation": CodeInfo(
        "Operation described twice",
        "Two operations have the same method and path, or the same operationId. Remove or rename one of them.",
    ),
    "enum-mismatch": CodeInfo(
        "A listed value does not fit its schema",
        "A value of an enum, or a const, is no value of the schema it stands in: it has another type, or is out of "
        "bounds. It is generated as it is listed. Correct the value or the schema.",
    ),
    "enum-too-large": CodeInfo(
        "Enum of too many values",
        "An enum lists more values than importers and type checkers can bear. It is not "
        "written: the field takes any value of their type. Give it a pattern, or leave the list out.",
    ),
    "file-not-found": CodeInfo(
        "No such file",
        "An input file does not exist. Paths in codegen.toml are relative to that file, paths on the command line "
        "to the current folder.",
    ),
    "file-unreadable": CodeInfo(
        "File cannot be read",
        "An input exists but cannot be read: it is a folder, access is denied, or reading failed. Check the path "
        "and its permissions.",
    ),
    "invalid-header-name": CodeInfo(
        "Not the name of a header",
        "A header parameter, or an API key that goes into a header, has a name that HTTP does not allow, such as one "
        "with spaces. Calls that send it fail. Correct the name, by an overlay if the document is not yours.",
    ),
    "invalid-key": CodeInfo(
        "Key that is no text",
        "JSON knows only texts as keys, and a YAML mapping here has a list, a mapping or an alias as key; or a "
        "merge key (<<) is given something that is no mapping. Write the key out.",
    ),
    "invalid-overlay": CodeInfo(
        "Broken overlay",
        "An overlay, or one of its actions, is not what OpenAPI Overlay 1.0 asks for: a version, a list of actions, "
        "each with a JSONPath target and an update or a removal that fits what the target selects. Correct the "
        "overlay.",
    ),
    "invalid-type": CodeInfo(
        "Wrong type of value",
        "A place of the document holds, say, a list where OpenAPI wants an object. What depends on it was left out. "
        "Correct the value.",
    ),
    "invalid-value": CodeInfo(
        "Value not allowed here",
        "The type of a value is right, but OpenAPI or JSON Schema does not allow this value at this place. Correct it.",
    ),
    "json-syntax": CodeInfo(
        "Invalid JSON",
        "The file is not JSON as RFC 8259 defines it. Look just before the place shown: a comma or quote is often "
        "missing there. A file with another ending than .json may hold YAML.",
    ),
    "lone-surrogate": CodeInfo(
        "Half a character",
        "A \\u escape gives one half of a surrogate pair without the other half. That is no character and cannot be "
        "written to any file. Complete or remove it.",
    ),
    "manifest-invalid": CodeInfo(
        "Manifest cannot be used",
        "The codegen.lock of the output folder was damaged, perhaps by a merge, so it cannot be known which "
        "files are generated. Restore it, or generate again with --force.",
    ),
    "missing-property": CodeInfo(
        "Required property missing",
        "An object of the document lacks a property that OpenAPI requires of it. Add it.",
    ),
    "name-pin-unknown": CodeInfo(
        "Pinned name matches nothing",
        "The configuration pins the name of something that the document does not hold, perhaps no longer. Correct "
        "or remove the pin.",
    ),
    "nesting-too-deep": CodeInfo(
        "Nested too deeply",
        "Values are nested deeper than the reader accepts, which bounds memory and time on untrusted input. Move "
        "inner schemas to components and point to them with $ref.",
    ),
    "not-a-document": CodeInfo(
        "Something else than a document",
        "The file is a web page, XML, a PDF, a pointer of Git LFS, or holds an unresolved conflict of a merge. Look at "
        "how it came here.",
    ),
    "not-text": CodeInfo(
        "Not a text file",
        "The bytes of the file are not UTF-8 (nor marked UTF-16), or hold control characters that no document "
        "needs. Save it as UTF-8.",
    ),
    "number-out-of-range": CodeInfo(
        "Number out of range",
        "A number is infinite, not a number at all, or has thousands of digits. JSON has no such values. Give a "
        "finite number, or quote it if it is text.",
    ),
    "output-blocked": CodeInfo(
        "Something is in the way of the output",
        "Where a file or folder is to be written stands a symbolic link, something that is no ordinary file, "
        "or a name that differs only in letter case. Nothing is written through links. Move it away.",
    ),
    "output-edited": CodeInfo(
        "Generated file edited by hand",
        "A file that the generator wrote was changed since, and writing it again would lose the change. Generate with "
        "--merge to keep it, or with --force to lose it; markers of an earlier merge have to be resolved first.",
    ),
    "output-foreign": CodeInfo(
        "File not written by the generator",
        "A file stands where the output goes, and the manifest does not list it. Move it away, or overwrite "
        "it with --force.",
    ),
    "output-leftover": CodeInfo(
        "Possible rest of an interrupted run",
        "A folder beside the output has the name of a staging folder, but no run of this user on this machine made it. "
        "It is neither read nor deleted. Delete it, if it is not yours.",
    ),
    "output-unwritable": CodeInfo(
        "Output cannot be written",
        "The system refused to write: no permission, no space, a file in place of a folder. What stood there "
        "before still stands.",
    ),
    "overlay-no-match": CodeInfo(
        "Overlay action without effect",
        "The target of an overlay's action selects nothing: the document may have changed since the overlay was "
        "written. Correct the JSONPath expression, or drop the action.",
    ),
    "pagination-unusable": CodeInfo(
        "Configured pages do not fit",
        "The configuration says how an operation's list comes in pages, but the document has no such operation, or the "
        "operation has no such parameter, or replies with nothing that holds the items. The operation's method returns "
        "the plain reply. Correct the entry in [targets.NAME.pagination].",
    ),
    "path-parameter-missing": CodeInfo(
        "Path parameter not described",
        "A path template names a parameter in braces that no parameter with in: path describes, or the other way "
        "round. Make both agree.",
    ),
    "ref-cycle": CodeInfo(
        "Reference to itself",
        "References form a circle without any schema in between, so they stand for nothing. Break the circle.",
    ),
    "ref-outside-folder": CodeInfo(
        "Reference leaves the folder",
        "A $ref points outside of the folder of the document, or to the network. Documents are not trusted to name "
        "other files. Copy the target next to the document, or allow its folder or origin with --allow-refs "
        "(allow_refs in codegen.toml).",
    ),
    "ref-siblings": CodeInfo(
        "Not read beside a reference",
        "A $ref stands for the whole object, so that what stands beside it has no meaning; in schemas that is so up to "
        "OpenAPI 3.0. It was not read. Move it to where the reference leads, or put both into allOf.",
    ),
    "ref-unreachable": CodeInfo(
        "Document of the network cannot be read",
        "A $ref names a document of an origin that --allow-refs allows, but the server does not answer, answers with "
        "something else than the document, or takes more time or sends more than all such documents may together. "
        "Look at the address, or copy the document next to the one that refers to it.",
    ),
    "selection-empty": CodeInfo(
        "Nothing selected",
        "The selection in the configuration matches no operation and no schema. Correct its patterns.",
    ),
    "several-documents": CodeInfo(
        "Several documents in one file",
        "A YAML file holds a second document after a --- line. Which one is meant cannot be known. Keep one "
        "document per file.",
    ),
    "source-unreadable": CodeInfo(
        "Source of a vendored package cannot be read",
        "Where a vendored package came from, as its codegen.lock says, there is nothing that can be read now: it was "
        "moved, its revision is gone, or git refuses. Run codegen vendor update --source with the place where it is.",
    ),
    "table-bad-cell": CodeInfo(
        "Cell not understood",
        "A cell of a schema table holds something the reader does not know, such as a type word that JSON Schema "
        "does not have. The fact counts as unknown. Use the words listed in the documentation of tables.",
    ),
    "table-cannot-say": CodeInfo(
        "A reference table has no words for this",
        "The document says something that the columns of a reference table cannot hold. The page was written without "
        "it: a type became 'any' with a footnote. docs/tables.md lists what tables can say.",
    ),
    "table-document-default-mismatch": CodeInfo(
        "Table and document differ on a default",
        "A schema table and the document give different defaults. The configured side wins. Correct the wrong one.",
    ),
    "table-document-enum-mismatch": CodeInfo(
        "Table and document differ on allowed values",
        "A schema table and the document list different values for a field. The configured side wins. Correct the "
        "wrong one.",
    ),
    "table-document-field-missing": CodeInfo(
        "Field in only one source",
        "A field stands in the schema table or in the document, but not in both. Fields of the document are kept; "
        "those of the table are added only if the configuration lets the table win. Add the field to the other "
        "source, or remove it.",
    ),
    "table-document-format-mismatch": CodeInfo(
        "Table and document differ on a format",
        "A schema table and the document name different formats for a field. The configured side wins. Correct the "
        "wrong one.",
    ),
    "table-document-nullable-mismatch": CodeInfo(
        "Table and document differ on null",
        "Only one of schema table and document allows null for a field. The configured side wins. Correct the wrong "
        "one.",
    ),
    "table-document-required-mismatch": CodeInfo(
        "Table and document differ on required",
        "Only one of schema table and document requires a field. A table's plain No also stands for a field that "
        "may be null. The configured side wins. Correct the wrong one.",
    ),
    "table-document-type-mismatch": CodeInfo(
        "Table and document differ on a type",
        "A schema table and the document give different types for a field; any is compatible with every type. The "
        "configured side wins. Correct the wrong one.",
    ),
    "table-duplicate": CodeInfo(
        "Described by two tables",
        "Two schema tables have the same name. Only the first one is used. Rename or remove the other.",
    ),
    "table-duplicate-row": CodeInfo(
        "Field listed twice",
        "A schema table lists a field a second time. Only the first row is used. Remove the other.",
    ),
    "table-malformed-row": CodeInfo(
        "Malformed table row",
        "A row of a schema table has too few or too many cells, or no name, so its cells cannot be told apart. "
        "Complete the row; write a | that belongs to the text as \\|.",
    ),
    "table-missing": CodeInfo(
        "No schema table found",
        "A file given as schema table holds no table with a name column and a type column. Check the headings of "
        "its columns.",
    ),
    "table-no-endpoint": CodeInfo(
        "Operation without method and path",
        "A list of parameters describes an operation, but neither the page nor a convention says how it is called. The "
        "operation was left out. Name its method and path in [tables.operations] of the configuration.",
    ),
    "table-unknown-component": CodeInfo(
        "Table without component",
        "The document has no component of the name that a schema table has, so there is nothing to join the table "
        "to. Rename the table like its component, or remove it.",
    ),
    "table-unresolved-link": CodeInfo(
        "Link to a missing table",
        "A type in a schema table links to a file that is not among the tables. The name of the link is still used. "
        "Add the table.",
    ),
    "unknown-config-key": CodeInfo(
        "Unknown key in the configuration",
        "The configuration file holds a key that this version does not know; ignoring it could hide a misspelling. "
        "Correct or remove it.",
    ),
    "unknown-field": CodeInfo(
        "Member that OpenAPI does not know",
        "An object of the document has a member that no version of OpenAPI gives a meaning there, and that is no "
        "extension (x-…). It was not read. Correct its name, or move it to where it belongs.",
    ),
    "unknown-security-scheme": CodeInfo(
        "A security requirement names a scheme that is not declared",
        "The operation asks for a security scheme that components.securitySchemes does not hold, so clients cannot be "
        "told how to sign the request. Declare the scheme, or correct the name.",
    ),
    "unresolved-ref": CodeInfo(
        "Reference to nothing",
        "A $ref points to a place that does not exist. What depends on it was left out. Correct the reference or "
        "add its target.",
    ),
    "unsupported-keyword": CodeInfo(
        "Keyword not supported",
        "A schema keyword has no counterpart in the generated code. It was ignored. Values are checked less "
        "strictly than described.",
    ),
    "unsupported-media-type": CodeInfo(
        "Media type not supported",
        "A body or reply has a media type that the generated code cannot write or read. Describe the operation with "
        "another one.",
    ),
    "unsupported-pattern": CodeInfo(
        "Pattern not supported",
        "A regular expression uses what the linear-time engine of pydantic does not have (lookaround, backreferences), "
        "is no regular expression of ECMA-262, or is too large. The generated models take every text there. Write it "
        "without, if the check matters.",
    ),
    "unsupported-version": CodeInfo(
        "Version not supported",
        "The document is no OpenAPI document of a version that the reader knows, or does not say its version. "
        "Convert it.",
    ),
    "yaml-syntax": CodeInfo(
        "Invalid YAML",
        "The file cannot be parsed as YAML. Look at the place shown and the lines before it: indentation, a missing "
        "quote or colon, and tabs are the usual reasons.",
    ),
    "yaml-tag": CodeInfo(
        "YAML tag",
        "A value carries a tag such as !!timestamp or !Ref. Tags name types that JSON does not have, or code to "
        "run. Remove the tag.",
    ),
}


def known(code: str) -> str:
    """Return ``code``. Raises ``KeyError`` when there is no such row: a defect of the program, not of an input."""
    if code not in CODES:
        raise KeyError(code)
    return code
