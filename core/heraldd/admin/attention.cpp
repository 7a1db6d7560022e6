// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/attention.h"

#include <Poco/URI.h>

#include <algorithm>
#include <utility>

#include "base/text/counted.h"
#include "herald/json.h"

namespace herald::core {

namespace {

/// The best one first. Empty if nobody has to do anything.
std::vector<WayOut> waysOutOf(SinkStatus::State state) {
  switch (state) {
    case SinkStatus::State::Healthy:
    case SinkStatus::State::Slowed: return {};
    case SinkStatus::State::Failing: return {WayOut::Retry, WayOut::Edit};
    case SinkStatus::State::Holding:
    case SinkStatus::State::Gone: return {WayOut::Edit, WayOut::Retry};
    case SinkStatus::State::Rejecting: return {WayOut::Edit, WayOut::Dead};
    case SinkStatus::State::Hanging: return {WayOut::Edit};
    case SinkStatus::State::Paused: return {WayOut::Resume};
  }
  return {};
}

/// A printer that refuses the key needs another key. One that does not answer may be on again.
std::vector<WayOut> waysOutOf(const SourceStatus& source) {
  if (source.state == SourceStatus::State::Hanging) return {WayOut::Edit};
  if (source.isRefused) return {WayOut::Edit, WayOut::Retry};
  return {WayOut::Retry, WayOut::Edit};
}

std::size_t deadLettersOf(const StatusReport& report) {
  std::size_t count = 0;
  for (const auto& [name, sink] : report.sinks) count += sink.outbox.deadLetters;
  for (const auto& [name, queue] : report.removedSinks) count += queue.outbox.deadLetters;
  return count;
}

/// Collects what is wrong. An empty sentence means that nothing is.
class Attentions {
 public:
  void add(Attention one) {
    if (!one.sentence.empty()) all_.push_back(std::move(one));
  }

  std::vector<Attention> sorted() {
    std::stable_sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.severity, b.kept) < std::pair(b.severity, a.kept);
    });
    return std::move(all_);
  }

 private:
  std::vector<Attention> all_{};
};

std::string atBegin(const char* what, const std::string& text) { return text.empty() ? "" : what + text; }

void addHerald(const StatusReport& report, Attentions& all) {
  all.add({.kind = "configuration",
           .name = report.config,
           .sentence = atBegin("Herald did not take over the configuration on disk: ", report.refusal),
           .since = report.refused,
           .waysOut = {WayOut::Check}});
  std::vector<WayOut> room;
  if (deadLettersOf(report) > 0) room.push_back(WayOut::Dead);  // they can be purged
  all.add({.kind = "outbox", .sentence = atBegin("outbox: ", report.outbox.problem), .waysOut = std::move(room)});
  if (report.outbox.problem.empty()) {
    all.add({.severity = Attention::Severity::Warning,
             .about = "log",
             .kind = "outbox",
             .sentence = atBegin("the delivery log is not written: ", report.log.problem)});
  }
  if (report.damage.empty()) return;
  all.add({.about = "damage",
           .kind = "outbox",
           .sentence = "outbox: " + report.damage + ": look at the disk, then run `heraldctl outbox acknowledge`",
           .waysOut = {WayOut::Acknowledge}});
}

void addDeadLetters(const std::string& name, const StatusReport::Queue& queue, Attentions& all) {
  const auto count = queue.outbox.deadLetters;
  if (count == 0) return;
  all.add({.severity = Attention::Severity::Warning,
           .about = "dead",
           .kind = "sink",
           .name = name,
           .sentence = "sink " + name + " has " + counted(count, "dead letter"),
           .waysOut = {WayOut::Dead}});
}

/// A printer without a webcam matters only to a sink that shows pictures.
void addCameras(const StatusReport& report, Attentions& all) {
  if (!report.snapshots.areWanted) return;
  for (const auto& [source, camera] : report.snapshots.cameras) {
    all.add({.severity = Attention::Severity::Warning,
             .about = "camera",
             .kind = "source",
             .name = source,
             .sentence = atBegin(("source " + source + " gives no picture: ").c_str(), camera.problem),
             .waysOut = {WayOut::Edit}});
  }
}

std::string jsonOf(const Attention& one) {
  std::string actions;
  for (const auto way : one.waysOut) {
    std::string name;
    Poco::URI::encode(one.name, "/?#%", name);
    std::string post;
    if (way == WayOut::Retry || way == WayOut::Resume) post = one.kind + "s/" + name + "/" + std::string(toString(way));
    if (way == WayOut::Check) post = "reload";
    if (way == WayOut::Acknowledge) post = "outbox/acknowledge";
    JsonObject action;
    action.add("do", toString(way)).add("label", labelOf(way)).addRaw("post", post.empty() ? "null" : jsonQuote(post));
    actions += (actions.empty() ? "" : ",") + action.text();
  }
  return JsonObject()
      .add("id", one.id())
      .add("severity", one.severity == Attention::Severity::Error ? "error" : "warning")
      .add("text", one.text())
      .addRaw("since", one.since ? jsonQuote(toRfc3339(*one.since)) : "null")
      .addRaw("kept", std::to_string(one.kept))
      .addRaw("subject", JsonObject().add("kind", one.kind).add("name", one.name).text())
      .addRaw("actions", "[" + actions + "]")
      .text();
}

}  // namespace

const char* const kAttentionSchema =
    R"({"type":"object","required":["id","severity","text","since","kept","subject","actions"],"properties":{)"
    R"("id":{"type":"string"},"severity":{"type":"string","enum":["error","warning"]},"text":{"type":"string"},)"
    R"("since":{"type":["string","null"],"format":"date-time"},"kept":{"type":"integer"},)"
    R"("subject":{"type":"object","required":["kind","name"],"properties":{"kind":{"type":"string",)"
    R"("enum":["sink","source","configuration","outbox"]},"name":{"type":"string"}}},)"
    R"("actions":{"type":"array","items":{"type":"object","required":["do","label","post"],"properties":{)"
    R"("do":{"type":"string","enum":["edit","retry","resume","dead","check","acknowledge"]},)"
    R"("label":{"type":"string"},"post":{"type":["string","null"]}}}}}})";

std::string_view toString(WayOut way) {
  switch (way) {
    case WayOut::Edit: return "edit";
    case WayOut::Retry: return "retry";
    case WayOut::Resume: return "resume";
    case WayOut::Dead: return "dead";
    case WayOut::Check: return "check";
    case WayOut::Acknowledge: return "acknowledge";
  }
  return "";
}

std::string_view labelOf(WayOut way) {
  switch (way) {
    case WayOut::Edit: return "Change the settings";
    case WayOut::Retry: return "Try now";
    case WayOut::Resume: return "Resume";
    case WayOut::Dead: return "Look at the dead letters";
    case WayOut::Check: return "Read the files again";
    case WayOut::Acknowledge: return "I have looked at the disk";
  }
  return "";
}

std::string Attention::id() const {
  std::string id = about;
  for (const auto& part : {kind, name}) {
    if (!part.empty()) id += (id.empty() ? "" : ".") + part;
  }
  return id;
}

std::string Attention::text() const {
  if (kept == 0) return sentence;
  const bool ends = sentence.ends_with('.') || sentence.ends_with('!') || sentence.ends_with('?');
  return sentence + (ends ? "" : ".") + " Herald keeps " + counted(kept, "event") + ".";
}

std::vector<Attention> attentionsOf(const StatusReport& report) {
  Attentions all;
  addHerald(report, all);
  for (const auto& [name, source] : report.sources) {
    const auto away = report.away.find(name);
    Attention one{.kind = "source", .name = name, .sentence = problemOf(name, source), .waysOut = waysOutOf(source)};
    if (away != report.away.end()) one.since = away->second;
    all.add(std::move(one));
  }
  for (const auto& [name, sink] : report.sinks) {
    Attention one{.kind = "sink",
                  .name = name,
                  .sentence = problemOf(name, sink),
                  .kept = sink.outbox.waiting,
                  .waysOut = waysOutOf(sink.dispatch.state)};
    if (sink.dispatch.since != std::chrono::system_clock::time_point{}) one.since = sink.dispatch.since;
    all.add(std::move(one));
    addDeadLetters(name, sink, all);
  }
  for (const auto& [name, queue] : report.removedSinks) {
    all.add({.kind = "sink", .name = name, .sentence = problemOfRemoved(name, queue)});
    addDeadLetters(name, queue, all);
  }
  addCameras(report, all);
  return all.sorted();
}

std::string toJson(const std::vector<Attention>& attentions) {
  std::string list;
  for (const auto& one : attentions) list += (list.empty() ? "" : ",") + jsonOf(one);
  return "[" + list + "]";
}

}  // namespace herald::core
