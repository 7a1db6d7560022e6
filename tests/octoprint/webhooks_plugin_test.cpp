// SPDX-License-Identifier: Apache-2.0
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <map>
#include <sstream>

#include "octoprint/webcam_fixture.h"

/// Herald beside OctoPrint-Webhooks in one OctoPrint: the plugin's own hook, and what `heraldctl import` made of it.
namespace herald::testing {
namespace {

using ::testing::HasSubstr;

/// One part of a multipart request.
struct Part {
  std::string head{}, content{};
};

/// The parts of a multipart request, by name.
std::map<std::string, Part> partsOf(const Received& request) {
  std::map<std::string, Part> parts;
  const std::string boundary = request.body.substr(0, request.body.find("\r\n"));
  for (std::size_t at = boundary.size() + 2; at < request.body.size();) {
    const std::size_t headEnd = request.body.find("\r\n\r\n", at);
    const std::size_t end = request.body.find("\r\n" + boundary, at);
    if (headEnd == std::string::npos || end == std::string::npos) break;
    Part part{request.body.substr(at, headEnd - at), request.body.substr(headEnd + 4, end - headEnd - 4)};
    const std::size_t name = part.head.find("name=\"") + 6;
    parts[part.head.substr(name, part.head.find('"', name) - name)] = part;
    at = end + 2 + boundary.size() + 2;
  }
  return parts;
}

std::vector<std::string> namesOf(const std::map<std::string, Part>& parts) {
  std::vector<std::string> names;
  for (const auto& [name, part] : parts) names.push_back(name);
  return names;
}

/// A JSON object in one form; any other text as it is.
std::string sameForm(const std::string& text) {
  if (!isJsonObject(text)) return text;
  std::ostringstream out;
  Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>()->stringify(out);
  return out.str();
}

class BesideThePlugin : public WithWebcam {
 protected:
  /// Saves a hook in the plugin's settings, as its user does in OctoPrint. All else is the plugin's default.
  void setHook() {
    JsonObject hook;
    const std::string settings = octoprint().get("/api/settings").body;
    for (const auto& [name, value] : jsonMembers(jsonAt(settings, "plugins.webhooks")))
      if (name != "hooks" && name != "settings_version") hook.addRaw(name, value);
    std::string text = jsonWith(hook.text(), "url", jsonQuote(receiver_.url()));
    text = jsonWith(text, "apiSecret", "\"s3cr3t\"");
    text = jsonWith(text, "deviceIdentifier", "\"Prusa MK3\"");
    octoprint().post("/api/settings", R"({"plugins":{"webhooks":{"settings_version":2,"hooks":[)" + text + "]}}}");
  }

  /// The request with this topic from the plugin, or from Herald.
  Received requestOf(bool plugin, const std::string& topic) {
    Received found;
    waitUntil(
        [&] {
          for (const Received& request : receiver_.received()) {
            const bool python = request.headers.at("user-agent").starts_with("python-requests");
            if (python == plugin && partsOf(request)["topic"].content == topic) return found = request, true;
          }
          return false;
        },
        (plugin ? "the plugin tells " : "Herald tells ") + topic);
    return found;
  }

  void expectTheSame(const std::string& topic) {
    const Received plugin = requestOf(true, topic);
    const Received herald = requestOf(false, topic);
    EXPECT_EQ(herald.method, plugin.method);
    EXPECT_EQ(herald.path, plugin.path);
    auto theirs = partsOf(plugin);
    auto ours = partsOf(herald);
    EXPECT_EQ(namesOf(ours), namesOf(theirs)) << topic;
    for (const char* name : {"deviceIdentifier", "apiSecret", "topic", "message", "extra"})
      EXPECT_EQ(sameForm(ours[name].content), sameForm(theirs[name].content)) << topic << ": " << name;
    for (const auto& [name, part] : theirs) EXPECT_EQ(ours[name].head, part.head) << topic;
    EXPECT_EQ(core::testing::corners(ours["snapshot"].content), core::testing::corners(theirs["snapshot"].content));
  }
};

TEST_F(BesideThePlugin, AnImportedHookSendsTheSameWithItsPicture) {
  webcam_.set({200, picture_});
  setWebcam(webcam_.url(), {.flipHorizontally = true});
  setHook();
  const std::string text = "source.mk3.type = octoprint\nsource.mk3.url = " + octoprint().url() +
                           "\nsource.mk3.apiKey = " + OctoPrint::kBotKey + "\n";
  configure(text);
  const auto imported =
      ctl({"import", "octoprint-webhooks", (octoprint().base() / "config.yaml").string(), "--name", "mk3"});
  ASSERT_EQ(imported.code, 0) << imported.output;
  EXPECT_THAT(imported.output, HasSubstr("The picture (@snapshot) comes from OctoPrint"));
  start(text);
  daemon_->waitForLine("connected to OctoPrint");
  octoprint().upload("beside.gcode");
  octoprint().print("beside.gcode");
  for (const char* topic : {"Print Started", "Print Done"}) expectTheSame(topic);
}

}  // namespace
}  // namespace herald::testing
