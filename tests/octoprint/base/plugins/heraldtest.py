# SPDX-License-Identifier: Apache-2.0
"""Does, on request, what a test cannot wait for. It fires an event of its own, after some seconds if asked. It holds a print where its
file says @hold, until a test lets it go on. It expires requests for an application key, which otherwise wait ten minutes."""

import threading

import flask
import octoprint.plugin
from octoprint.events import Events

__plugin_name__ = "Herald test"
__plugin_pythoncompat__ = ">=3,<4"


class HeraldTest(octoprint.plugin.SimpleApiPlugin):
    held = False

    def get_api_commands(self):
        return {"mark": ["text"], "release": [], "expire": []}

    def on_api_command(self, command, data):
        if command == "mark":
            mark = (Events.PLUGIN_HERALDTEST_MARKER, {"text": data["text"]})
            threading.Timer(data.get("after", 0), self._event_bus.fire, mark).start()
        elif command == "expire":
            appkeys = self._plugin_manager.plugins["appkeys"].instance
            patience, appkeys.CUTOFF_TIME = appkeys.CUTOFF_TIME, 0
            appkeys.__plugin_implementation__._remove_stale_pending()
            appkeys.CUTOFF_TIME = patience
        elif self.held:
            self.held = False
            try:
                self._printer.set_job_on_hold(False)
            except RuntimeError:
                pass  # the printer is gone, and the hold with it

    def on_api_get(self, request):
        return flask.jsonify(held=self.held)

    def is_api_protected(self):
        return True

    def hold(self, comm, phase, command, parameters, tags=None, *args, **kwargs):
        if command == "hold":
            comm.set_job_on_hold(True)
            self.held = True


__plugin_implementation__ = HeraldTest()
__plugin_hooks__ = {
    "octoprint.events.register_custom_events": lambda: ["marker"],
    "octoprint.comm.protocol.atcommand.queuing": __plugin_implementation__.hold,
}
