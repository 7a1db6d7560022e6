# SPDX-License-Identifier: Apache-2.0
"""check.py VALIDATOR: reads a JSON document and prints what the service's own validator says against it."""

import importlib.resources
import json
import sys


def adaptive_card(card):
    import jsonschema

    schema = importlib.resources.files("adaptive_cards").joinpath(f"schemas/schema-{card['version']}.json")
    for error in jsonschema.Draft6Validator(json.loads(schema.read_text())).iter_errors(card):
        print(error.message)


def block_kit(blocks):
    from slack_sdk.errors import SlackObjectFormationError
    from slack_sdk.models.blocks import Block

    parsed = Block.parse_all(blocks)
    if len(parsed) != len(blocks):
        print("unknown blocks")
    for block, given in zip(parsed, blocks):
        try:
            block.validate_json()
        except SlackObjectFormationError as error:
            print(error)
        if block.to_dict() != given:
            print(f"Slack would read {given} as {block.to_dict()}")


{"adaptive-card": adaptive_card, "block-kit": block_kit}[sys.argv[1]](json.load(sys.stdin))
