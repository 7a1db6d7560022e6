// SPDX-License-Identifier: Apache-2.0
#include "herald/json.h"
#include "herald/program.h"
#include "herald/register.h"
#include "herald/source.h"

namespace {

using Verdict = herald::Outcome::Verdict;

/// Runs a program that writes one event per line. It saves how far the program was together with each event: after a
/// crash at any moment, the program goes on from there.
class ProgramSource final : public herald::Source {
 public:
  std::string summary() const override { return "Reports each line of JSON that a program writes."; }

  std::vector<herald::Option> options() const override {
    return {{.name = "command",
             .type = herald::Type::Arguments,
             .help = "The program and its arguments; no shell is involved.",
             .required = true}};
  }

  void configure(const herald::Settings& settings, herald::Host&) override {
    program_.command = settings.arguments("command");
    if (program_.command.empty()) settings.reject("command", "names no program");
  }

  void run(herald::Feed& feed) override {
    program_.environment["POSITION"] = feed.load(kPosition);
    herald::LineProgram program(program_);
    feed.ready(program_.command.front());
    while (const auto line = program.readLine(feed.stop())) report(feed, *line);
    if (feed.stop().stop_requested()) return;
    throw herald::Failure(Verdict::Retry, herald::whyFailed(program_, program.end()));
  }

 private:
  static constexpr auto kPosition = "position";

  static std::string textAt(std::string_view json, std::string_view path) {
    return herald::jsonToText(herald::jsonAt(json, path));
  }

  static void report(herald::Feed& feed, const std::string& line) {
    if (const auto wrong = herald::jsonError(line); !wrong.empty()) {
      feed.log(herald::Level::Warning, "a line of the program is not JSON (" + wrong + "): " + line);
      return;
    }
    herald::Event event{.type = textAt(line, "type")};
    event.device = textAt(line, "device");
    if (const auto payload = herald::jsonAt(line, "payload"); !payload.empty()) event.payload = payload;
    feed.publish({&event, 1}, {{kPosition, textAt(line, "position")}});
  }

  herald::Program program_{};
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(ProgramSource, "program_source")
HERALD_PLUGINS_END
