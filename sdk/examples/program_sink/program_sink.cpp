// SPDX-License-Identifier: Apache-2.0
#include <sysexits.h>

#include "herald/json.h"
#include "herald/program.h"
#include "herald/register.h"
#include "herald/sink.h"
#include "herald/variables.h"

namespace {

using Verdict = herald::Outcome::Verdict;

/// Runs a program for each event. The program gets the event as JSON on its standard input, and its exit code decides.
class ProgramSink final : public herald::Sink, public herald::Previewer {
 public:
  std::string summary() const override { return "Runs a program for each event."; }

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

  herald::Outcome deliver(const herald::Attempt& attempt) override {
    const auto end = herald::runProgram(program_, inputOf(attempt), attempt.stop, attempt.deadline);
    herald::Outcome outcome{.sent = textOf(attempt)};
    if (!end.succeeded()) {
      outcome.verdict = verdictOf(end);
      outcome.reason = herald::whyFailed(program_, end);
    }
    return outcome;
  }

  herald::Preview preview(const herald::Attempt& attempt) override { return {.text = textOf(attempt)}; }

 private:
  std::string textOf(const herald::Attempt& attempt) const {
    return "runs " + program_.command.front() + " with " + inputOf(attempt);
  }

  static std::string inputOf(const herald::Attempt& attempt) {
    const auto& event = attempt.event;
    return herald::JsonObject()
        .add("id", event.id)
        .add("time", herald::toRfc3339(event.time))
        .add("device", event.device)
        .add("type", event.type)
        .add("message", attempt.message.render(herald::Variables(attempt)))
        .addRaw("payload", event.payload)
        .text();
  }

  static Verdict verdictOf(const herald::ProgramEnd& end) {
    if (end.how != herald::ProgramEnd::How::Exited) return Verdict::Retry;
    if (end.code == EX_DATAERR) return Verdict::Rejected;
    return end.code == EX_CONFIG || end.code == EX_NOPERM ? Verdict::Hold : Verdict::Retry;
  }

  herald::Program program_{};
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(ProgramSink, "program_sink")
HERALD_PLUGINS_END
