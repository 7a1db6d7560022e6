// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <fstream>
#include <system_error>

#include "herald/json.h"
#include "herald/register.h"
#include "herald/sink.h"
#include "herald/variables.h"

namespace {

/// Appends each event to a file, as one JSON object per line, for `tail -f`.
class TailFile final : public herald::Sink, public herald::Previewer {
 public:
  std::string summary() const override { return "Appends each event to a file, as one line of JSON."; }

  std::vector<herald::Option> options() const override {
    return {{.name = "path",
             .type = herald::Type::Path,
             .help = "The file to append a line to for each event.",
             .required = true}};
  }

  void configure(const herald::Settings& settings, herald::Host&) override { path_ = settings.text("path"); }

  herald::Outcome deliver(const herald::Attempt& attempt) override {
    herald::Outcome outcome;
    std::ofstream file(path_, std::ios::app);
    if (file << line(attempt, outcome.missing) << std::endl) return outcome;
    const auto why = std::generic_category().message(errno);
    return {.verdict = herald::Outcome::Verdict::Hold,
            .reason = "cannot write " + path_ + " (" + why + "): check the option path"};
  }

  // For a dry run: what deliver() would do.
  herald::Preview preview(const herald::Attempt& attempt) override {
    herald::Preview shown;
    shown.text = "appends to " + path_ + ": " + line(attempt, shown.missing);
    return shown;
  }

 private:
  static std::string line(const herald::Attempt& attempt, std::vector<std::string>& missing) {
    const auto& event = attempt.event;
    return herald::JsonObject()
        .add("id", event.id)
        .add("time", herald::toRfc3339(event.time))
        .add("device", event.device)
        .add("type", event.type)
        .add("message", attempt.message.render(herald::Variables(attempt), missing))
        .addRaw("payload", event.payload)
        .text();
  }

  std::string path_{};
};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(TailFile, "tail_file")
HERALD_PLUGINS_END
