# Reads events from standard input with the classes of the real client: each names its schema, and takes the fields of that alone.
import importlib
import json
import pkgutil
import sys

from openlineage.client import generated
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.generated import base
from openlineage.client.generated.schema_dataset import SchemaDatasetFacetFields
from openlineage.client.generated.tags_run import TagsRunFacetFields
from openlineage.client.serde import Serde

FACETS = {}
# Lists in facets, whose items have classes of their own.
ITEMS = {"fields": lambda **own: SchemaDatasetFacetFields(fields=None, **own), "tags": TagsRunFacetFields}
for module in pkgutil.iter_modules(generated.__path__):
    for value in vars(importlib.import_module(f"{generated.__name__}.{module.name}")).values():
        if isinstance(value, type) and issubclass(value, base.BaseFacet):
            FACETS[value._get_schema()] = value


def facets(told):
    made = {}
    for key, content in (told or {}).items():
        fields = dict(content)
        schema = fields.pop("_schemaURL")
        for name, item in ITEMS.items():
            if name in fields:
                fields[name] = [item(**each) for each in fields[name]]
        made[key] = FACETS[schema](producer=fields.pop("_producer"), **fields)
    return made


def datasets(kind, own, told):
    return [kind(namespace=d["namespace"], name=d["name"], facets=facets(d["facets"]), **{own: facets(d[own])}) for d in told]


def read(event):
    schema = event["schemaURL"]
    if schema != RunEvent._get_schema():
        raise ValueError(f"another schema: {schema}")
    return RunEvent(
        eventTime=event["eventTime"],
        eventType=RunState[event["eventType"]],
        producer=event["producer"],
        run=Run(runId=event["run"]["runId"], facets=facets(event["run"]["facets"])),
        job=Job(namespace=event["job"]["namespace"], name=event["job"]["name"], facets=facets(event["job"]["facets"])),
        inputs=datasets(InputDataset, "inputFacets", event["inputs"]),
        outputs=datasets(OutputDataset, "outputFacets", event["outputs"]),
    )


print(json.dumps([json.loads(Serde.to_json(read(json.loads(line)))) for line in sys.stdin]))
