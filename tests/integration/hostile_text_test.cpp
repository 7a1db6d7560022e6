// SPDX-License-Identifier: Apache-2.0
// Nothing that heraldctl or the log shows can control a terminal, whoever wrote it: a printer, a receiver, a script, a
// file or the command line.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "harness/command_help.h"
#include "harness/daemon_fixture.h"
#include "herald/json.h"
#include "herald/text.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

using ::testing::ContainerEq;
using ::testing::HasSubstr;

// The characters are numbers, because editors hide them.
const std::string kC1 = "\xc2\x9b", kSeparator = "\xe2\x80\xa8", kOverride = "\xe2\x80\xae", kNoWidth = "\xe2\x80\x8b";

/// What the fields of an event may have: its text must be UTF-8 without C0.
const std::string kQuiet = "owned" + kC1 + "2J" + kOverride + kSeparator + kNoWidth + "end";

/// What a receiver, a file or the command line may have.
const std::string kLoud = "\x1b]0;owned\x07\x1b[2J\r\x7f\b" + kQuiet + "\x9b" + "31m\xff\nforged line";

/// The first thing in the text that could control a terminal or deceive its reader; empty if there is none. Does not
/// use the function that Herald escapes with.
std::string dangerIn(const std::string& text) {
  if (const auto at = firstNotUtf8(text)) return "a byte that is not UTF-8: " + text.substr(*at, 40);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto isIn = [&](std::size_t i, unsigned first, unsigned last) { return byte(i) >= first && byte(i) <= last; };
    const bool c0 = byte(at) == 0x7F || (byte(at) < 0x20 && byte(at) != '\n' && byte(at) != '\t');
    const bool c1 = byte(at) == 0xC2 && isIn(at + 1, 0x80, 0x9F);
    const bool general =
        byte(at) == 0xE2 && byte(at + 1) == 0x80 && (isIn(at + 2, 0x8B, 0x8F) || isIn(at + 2, 0xA8, 0xAE));
    const bool format = byte(at) == 0xE2 && byte(at + 1) == 0x81 && isIn(at + 2, 0xA0, 0xAF);
    if (c0 || c1 || general || format)
      return "byte " + std::to_string(at) + ", after: " + jsonQuote(text.substr(0, at));
  }
  return {};
}

void expectHarmless(const std::string& what, const std::string& text) {
  EXPECT_EQ(dangerIn(text), "") << what;
  EXPECT_EQ(("\n" + text).find("\nforged"), std::string::npos) << what << ":\n" << text;
}

TEST(HostileText, TheSearchForItFindsIt) {
  for (const auto& text : {kC1, kSeparator, kOverride, kNoWidth, std::string("\x1b"), std::string("\xff"),
                           std::string("\r"), std::string("\x7f"), std::string("\x9b")})
    EXPECT_NE(dangerIn("a" + text), "") << jsonQuote(text);
  EXPECT_EQ(dangerIn("plain ö € 😀\n\tnext"), "");
}

class HostileTextTest : public DaemonTest {
 protected:
  /// A configuration that is right, with peers that are not.
  std::string peers() {
    return "source.scripts.type = http\nsource.scripts.listen = 127.0.0.1:0\n"
           "source.printer.type = octoprint\nsource.printer.apiKey = key\nsource.printer.url = " +
           loud_.url() + "\nherald.plugins = " + (folder_.path() / "plugins").string() + "\n" +
           webhook("refused", loud_.url() + "400/") +
           "sink.refused.events = *\nsink.refused.data = {\"m\": \"@message @name\"}\n" +
           webhook("held", loud_.url() + "401/") + "sink.held.events = *\n" +
           "sink.out.type = stdout\nsink.out.events = *\n";
  }

  void startWithEvents() {
    fs::create_directory(folder_.path() / "plugins");
    folder_.write("plugins/bad\x1b[2J\xc2\x9b.so", "no library");
    auto& daemon = start(peers());
    const auto line = daemon.waitForLine("takes requests at ");
    const auto body = folder_.write("event.json", event()).string();
    runToEnd({"curl", "-s", line.substr(line.find("http")), "-H", "Content-Type: application/json", "--data-binary",
              "@" + body});
    loud_.waitForPath("/400/");
    loud_.waitForPath("/401/");
    daemon.waitForLine("is a dead letter");
  }

  static std::string event() {
    return JsonObject()
        .add("type", "Evil" + kQuiet)
        .add("device", "mk3" + kQuiet)
        .addRaw("payload", JsonObject().add("name", kQuiet + "\x1b[2J").text())
        .text();
  }

  void show(const std::vector<std::string>& arguments) { check(arguments, ctl(arguments).output); }

  void check(const std::vector<std::string>& arguments, const std::string& output) {
    std::string command = "heraldctl";
    for (const auto& argument : arguments) command += " " + argument;
    expectHarmless(jsonQuote(command), output);
    shown_ += output;
    shownVerbs_.insert(arguments.size() > 1 && helped_.verbs.contains(arguments[0] + " " + arguments[1])
                           ? arguments[0] + " " + arguments[1]
                           : arguments[0]);
  }

  /// The first sequence in a list of deliveries.
  std::string sequenceIn(const std::vector<std::string>& list) {
    const auto listed = ctl(list).output;
    const auto row = listed.substr(listed.find('\n') + 1);
    return row.substr(0, row.find(' '));
  }

  void showTheDaemon() {
    for (const auto* verb : {"status", "printers"}) {
      show({verb});
      show({verb, "--json"});
      show({verb, "--tag", kLoud});
    }
    show({"queue", "ls"});
    show({"queue", "show", "held"});
    show({"queue", "show", "held", sequenceIn({"queue", "show", "held"})});
    show({"queue", "show", kLoud});
    show({"queue", "move", kLoud, kLoud});
    show({"queue", "purge", kLoud});
    show({"dead", "ls"});
    show({"dead", "ls", "--each"});
    show({"dead", "ls", "--since", kLoud});
    show({"dead", "show", sequenceIn({"dead", "ls", "--each"})});
    show({"dead", "replay", "--reason", kLoud});
    show({"dead", "purge", "--reason", kLoud});
    for (const auto* action : {"pause", "resume", "retry", "drain"}) show({"sink", action, kLoud});
    show({"plugins"});
    show({"plugins", "show", kLoud});
    showOthers();
  }

  /// Every other verb that has something to do with a daemon.
  void showOthers() {
    for (const auto& verb : helped_.verbs) {
      std::istringstream words(verb);
      std::vector<std::string> arguments{std::istream_iterator<std::string>(words), {}};
      if (verb == "listen") continue;  // it does not end by itself
      arguments.push_back(kLoud);
      show(arguments);
    }
  }

  void showTrials() {
    for (const auto* sink : {"refused", "held", "out"}) {
      show({"test", sink, "--event", "Evil" + kQuiet});
      show({"test", sink, "--event", "Evil" + kQuiet, "--dry-run"});
    }
    show({"test", kLoud});
  }

  void showFiles() {
    const auto file = folder_.write("hostile.json", event()).string();
    for (const auto* sink : {"refused", "out"}) show({"render", "--sink", sink, "--event", file});
    show({"render", "--sink", kLoud, "--event", file});
    show({"render", "--sink", "refused", "--event", folder_.write("broken.json", "{\"" + kLoud).string()});
    fs::create_directory(folder_.path() / "presets");
    folder_.write("presets/odd.properties", "preset.about = " + kQuiet + "\x1b[2J\x9b\ndata = {}\n");
    show({"presets"});
    show({"presets", "show", "odd"});
    show({"presets", "show", kLoud});
    show({"options", kLoud});
    show({"connect", loud_.url()});
    show({"connect", kLoud});
    const std::string quiet = R"(owned\x9b2J\u202e\u2028\u200bend\e[2J\nforged line)";  // as YAML escapes it
    const auto yaml = folder_.write("config.yaml", "plugins:\n  webhooks:\n    hooks:\n    - url: \"http://h/" + quiet +
                                                       "\"\n      deviceIdentifier: \"" + quiet + "\"\n");
    fs::create_directory(folder_.path() / "imported");
    show({"import", "octoprint-webhooks", "--out", (folder_.path() / "imported").string(), yaml.string()});
    show({"import", "octoprint-webhooks", folder_.write("broken.yaml", kLoud + ": [").string()});
    show({kLoud});
  }

  /// A configuration that is wrong in each line.
  void showProblems() {
    const auto text = kLoud.substr(0, kLoud.find('\n'));
    const auto wrong = "sink.refused.type = " + text + "\nsink.held.type = webhook\nsink.held.url = http://h/" + text +
                       "\nsink.held." + text + " = 1\nno equals sign " + text + "\nroute.all.to = " + text +
                       "\nsource.odd.type = odd\\nforged line\n";
    show({"reload"});
    configure(wrong);
    show({"reload"});
    show({"check"});
    expectHarmless("heraldd", runToEnd({heraldd(), "--config", config()}).output);
    expectHarmless("heraldd with a wrong argument", runToEnd({heraldd(), kLoud}).output);
    configure(peers());
    show({"check"});
  }

  void showWhatArrives() {
    Process listener({heraldctl(), "listen", "0"});
    const auto line = listener.waitForLine("Listening on ");
    const auto url = line.substr(line.find("http"), line.find("  (") - line.find("http"));
    runToEnd({"curl", "-s", url, "-H", "X-Odd: " + kQuiet + "\x1b[2J", "--data-binary",
              "@" + folder_.write("loud", kLoud).string()});
    runToEnd({"curl", "-s", url, "--data-binary", "@" + folder_.write("quiet.json", event()).string()});
    listener.waitForLine("\"device\"");
    listener.signal(SIGTERM);
    listener.wait();
    check({"listen"}, listener.wholeOutput());
  }

  const CommandHelp helped_ = helpOfHeraldctl();
  Receiver loud_{[](const Received& request) {
    const auto status = request.path.starts_with("/400") ? 400 : request.path.starts_with("/401") ? 401 : 200;
    return Reply(status, kLoud);
  }};
  std::string shown_;
  std::set<std::string> shownVerbs_;
};

TEST_F(HostileTextTest, ControlsNoTerminalAndDeceivesNoReader) {
  startWithEvents();
  showTheDaemon();
  showTrials();
  showFiles();
  showProblems();
  EXPECT_EQ(stop(), 0);
  showTrials();  // without a daemon
  showWhatArrives();
  EXPECT_THAT(shownVerbs_, ::testing::IsSupersetOf(helped_.verbs));
  EXPECT_THAT(shown_, HasSubstr("owned\\u009B2J\\u202E\\u2028\\u200Bend"));  // it got there
  EXPECT_THAT(shown_, HasSubstr("\\u001B[2J"));
}

/// Beside the log, the output of the daemon has the lines of the stdout sink. They are for a program, so they are
/// exact.
TEST_F(HostileTextTest, IsEscapedInTheLogAndExactForAProgram) {
  startWithEvents();
  EXPECT_EQ(stop(), 0);
  std::istringstream lines(daemon_->wholeOutput());
  int events = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("{")) {
      expectHarmless("the log", line + "\n");
    } else if (jsonToText(jsonAt(line, "source")) == "mk3" + kQuiet) {
      EXPECT_THAT(line, HasSubstr(kQuiet));
      ++events;
    }
  }
  EXPECT_EQ(events, 1);
}

}  // namespace
}  // namespace herald::testing
