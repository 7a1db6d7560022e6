#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/user_action.h"
#include "herald/json.h"
#include "job.h"
#include "printer_state.h"
#include "push_message.h"
#include "reconcile.h"

/// What comes over the push socket, message by message, one a line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace herald;
  using namespace herald::octoprint;
  const Clock::time_point now{};
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  PrinterState state;
  common::UserAction action;
  std::optional<Job> job;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    action.line(line, now);
    const auto message = parsePush(line);
    if (!message) continue;
    if (const auto fired = parseEvent(message->body)) {
      state.changed(fired->payload);
      if (!isJsonObject(fired->payload) || !isJsonObject(state.context(fired->type, fired->payload).text()))
        __builtin_trap();
      job = Job::begin(fired->payload, state.serverTime(now));
      if (!isJsonObject(job->text())) __builtin_trap();
    }
    state.merge(message->body, now);
    for (const std::string_view log : jsonElements(jsonAt(message->body, "logs"))) action.line(jsonToText(log), now);
    compare(job, state.snapshot());
    if (job) endingOf(*job, state.snapshot(), message->body);
  }
  return 0;
}
