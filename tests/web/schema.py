# SPDX-License-Identifier: Apache-2.0
"""Whether JSON is as a schema of an OpenAPI document says: the words of JSON Schema 2020-12 that the document uses, and no others."""
import re

WORDS = {"$ref", "type", "enum", "const", "required", "properties", "additionalProperties", "items", "minLength", "maxLength", "minimum", "maximum", "anyOf",
         "oneOf", "allOf", "format", "title", "description", "readOnly", "discriminator", "style"}
FORMATS = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


class Schemas:
    def __init__(self, document):
        self.schemas = document["components"]["schemas"]

    def of(self, name):
        return {"$ref": "#/components/schemas/" + name}

    def mistakes(self, schema, value, at=""):
        """A line for each thing that is not as the schema says."""
        strange = [w for w in schema if w not in WORDS and not w.startswith("x-")]
        if strange:
            return [f"{at}: the schema has words that nobody checks: {strange}"]
        if "$ref" in schema:
            return self.mistakes(self.schemas[schema["$ref"].removeprefix("#/components/schemas/")], value, at)
        found = []
        for word in ("anyOf", "oneOf", "allOf"):
            if word in schema:
                each = [self.mistakes(part, value, at) for part in schema[word]]
                good = sum(not one for one in each)
                if good < 1 or (word == "oneOf" and good != 1) or (word == "allOf" and good != len(each)):
                    nearest = min(each, key=len)
                    found.append(f"{at}: {good} of {word} fit; the nearest: {nearest[:3]}")
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types and not any(is_type(value, name) for name in types):
            return found + [f"{at}: {value!r:.60} is no {types}"]
        if "const" in schema and value != schema["const"] or "enum" in schema and value not in schema["enum"]:
            found.append(f"{at}: {value!r:.60} is not {schema.get('const', schema.get('enum'))}"[:300])
        if isinstance(value, str):
            if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
                found.append(f"{at}: a text of {len(value)}")
            if schema.get("format") in FORMATS and not re.fullmatch(FORMATS[schema["format"]], value):
                found.append(f"{at}: {value!r} is no {schema['format']}")
        if is_type(value, "number") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            found.append(f"{at}: {value} is out of bounds")
        if isinstance(value, list) and "items" in schema:
            for number, item in enumerate(value):
                found += self.mistakes(schema["items"], item, f"{at}/{number}")
        if isinstance(value, dict):
            found += [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
            own, others = schema.get("properties", {}), schema.get("additionalProperties", True)
            for name, item in value.items():
                if name in own:
                    found += self.mistakes(own[name], item, f"{at}/{name}")
                elif others is False:
                    found.append(f"{at}: {name} is not told of")
                elif isinstance(others, dict):
                    found += self.mistakes(others, item, f"{at}/{name}")
        return found
