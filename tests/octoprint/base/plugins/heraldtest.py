"""Fires an event of a plugin's own when it is told to."""

import octoprint.plugin
from octoprint.events import Events

__plugin_name__ = "Herald test"
__plugin_pythoncompat__ = ">=3,<4"


class HeraldTest(octoprint.plugin.SimpleApiPlugin):
    def get_api_commands(self):
        return {"mark": ["text"]}

    def on_api_command(self, command, data):
        self._event_bus.fire(Events.PLUGIN_HERALDTEST_MARKER, {"text": data["text"]})

    def is_api_protected(self):
        return True


__plugin_implementation__ = HeraldTest()
__plugin_hooks__ = {"octoprint.events.register_custom_events": lambda: ["marker"]}
