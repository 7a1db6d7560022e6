// SPDX-License-Identifier: Apache-2.0
#include "home_assistant.h"

#include <Poco/Ascii.h>
#include <Poco/Checksum.h>
#include <Poco/NumberFormatter.h>

#include <algorithm>
#include <array>
#include <utility>

#include "herald/json.h"

namespace herald::mqtt {
namespace {

/// The types that every printer's announcement has from the beginning, so that automations can be made at once.
constexpr std::array<std::string_view, 9> kUsualTypes{"Connected",      "Disconnected", "Error",
                                                      "PrintCancelled", "PrintDone",    "PrintFailed",
                                                      "PrintPaused",    "PrintResumed", "PrintStarted"};

/// One entity that shows a member of the state.
struct Entity {
  std::string_view key{}, platform{}, name{};
  std::vector<std::pair<std::string_view, std::string_view>> fields{};
};

const std::vector<Entity>& entities() {
  static const std::vector<Entity> all{
      {"state", "sensor", "State", {{"device_class", "enum"}}},
      {"progress", "sensor", "Progress", {{"unit_of_measurement", "%"}, {"icon", "mdi:progress-clock"}}},
      {"remaining", "sensor", "Time left", {{"device_class", "duration"}, {"unit_of_measurement", "s"}}},
      {"finish", "sensor", "Finish", {{"device_class", "timestamp"}}},
      {"file", "sensor", "File", {{"icon", "mdi:file"}}},
      {"printing", "binary_sensor", "Printing", {{"device_class", "running"}}},
      {"problem", "binary_sensor", "Problem", {{"device_class", "problem"}}},
  };
  return all;
}

template <typename Texts>
std::string arrayOf(const Texts& texts) {
  std::string array;
  for (const auto& text : texts) array += (array.empty() ? "" : ",") + jsonQuote(text);
  return "[" + array + "]";
}

std::string entity(const Entity& entity, const std::string& id) {
  JsonObject object;
  object.add("p", entity.platform)
      .add("unique_id", id + "_" + std::string(entity.key))
      .add("name", entity.name)
      .add("value_template", "{{ value_json." + std::string(entity.key) + " }}");
  for (const auto& [name, value] : entity.fields) object.add(name, value);
  if (entity.key == "state") object.addRaw("options", arrayOf(kStates));
  return object.text();
}

/// What an automation can begin with: an event of this type.
std::string trigger(const std::string& type, const std::string& topic) {
  JsonObject object;
  object.add("p", "device_automation")
      .add("automation_type", "trigger")
      .add("type", "event")
      .add("subtype", type)
      .add("topic", topic)
      .add("value_template", "{{ value_json.event_type }}")
      .add("payload", type);
  return object.text();
}

std::string availability(const std::string& topic) { return JsonObject().add("topic", topic).text(); }

Message retained(std::string topic, std::string payload) {
  return {.topic = std::move(topic), .payload = std::move(payload), .qos = 1, .retain = true};
}

bool isPlain(char c) { return Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

}  // namespace

HomeAssistant::HomeAssistant(std::string prefix, std::string base, std::string version)
    : prefix_(std::move(prefix)), base_(std::move(base)), version_(std::move(version)) {}

// A name that has to change gets the checksum of the whole: "a b" and "a/b" stay two devices.
std::string HomeAssistant::idOf(std::string_view device) {
  std::string id;
  bool isChanged = device.empty();
  for (const char c : device) {
    id += isPlain(c) ? c : '_';
    isChanged = isChanged || !isPlain(c);
  }
  if (!isChanged) return id;
  Poco::Checksum checksum(Poco::Checksum::TYPE_CRC32);
  checksum.update(device.data(), static_cast<unsigned int>(device.size()));
  return id + "_" + Poco::NumberFormatter::formatHex(checksum.checksum(), 8);
}

Presence HomeAssistant::presence() const {
  return {.online = retained(base_ + "/status", "online"), .offline = retained(base_ + "/status", "offline")};
}

std::vector<Message> HomeAssistant::announcements() const {
  std::vector<Message> all;
  for (const auto& [name, device] : devices_) {
    if (!isGone(device)) all.push_back(announcement(device));
  }
  return all;
}

std::string HomeAssistant::topic(const Device& device, std::string_view what) const {
  return base_ + "/" + idOf(device.name) + "/" + std::string(what);
}

const ConfiguredSource* HomeAssistant::sourceOf(const std::string& name) const {
  if (!sources_) return nullptr;
  const auto found = std::ranges::find(*sources_, name, &ConfiguredSource::name);
  return found == sources_->end() ? nullptr : &*found;
}

HomeAssistant::Device& HomeAssistant::begin(const std::string& name) {
  const auto [found, isNew] = devices_.try_emplace(name);
  if (isNew) {
    found->second.name = name;
    found->second.types.insert(kUsualTypes.begin(), kUsualTypes.end());
  }
  return found->second;
}

HomeAssistant::Device& HomeAssistant::deviceOf(const Event& event) {
  Device& device = begin(event.device);
  if (const auto* source = sourceOf(event.source)) {
    device.source = source->name;
    device.isNamed = source->device != event.device;
  }
  return device;
}

std::vector<Message> HomeAssistant::messagesFor(const Event& event) {
  const bool isKnown = devices_.contains(event.device);
  if (!isKnown && sources_ && !sourceOf(event.source)) return {};
  Device& device = deviceOf(event);
  const bool isNewType = device.types.insert(event.type).second;
  device.state.update(event);
  std::vector<Message> all;
  if (!isKnown || isNewType) all.push_back(announcement(device));
  all.push_back(retained(topic(device, "availability"), device.state.isConnected ? "online" : "offline"));
  all.push_back(retained(topic(device, "state"), device.state.json()));
  all.push_back({.topic = topic(device, "event"),
                 .payload = jsonWith(event.payload, "event_type", jsonQuote(event.type)),
                 .qos = 1,
                 .retain = false});
  return all;
}

std::optional<Message> HomeAssistant::picture(const std::string& device, std::string jpeg) const {
  if (!devices_.contains(device)) return std::nullopt;
  return retained(base_ + "/" + idOf(device) + "/picture", std::move(jpeg));
}

Message HomeAssistant::announcement(const Device& device) const {
  const std::string id = idOf(device.name);
  JsonObject about;
  about.addRaw("ids", arrayOf(std::vector{"herald_" + id})).add("name", device.name).add("mf", "Herald");
  JsonObject origin;
  origin.add("name", "Herald").add("sw", version_);
  JsonObject config;
  config.addRaw("dev", about.text())
      .addRaw("o", origin.text())
      .addRaw("cmps", components(device))
      .add("state_topic", topic(device, "state"))
      .addRaw("availability",
              "[" + availability(base_ + "/status") + "," + availability(topic(device, "availability")) + "]")
      .add("availability_mode", "all")
      .add("qos", 1);
  return {.topic = prefix_ + "/device/herald_" + id + "/config", .payload = config.text(), .qos = 1, .retain = true};
}

std::string HomeAssistant::components(const Device& device) const {
  const std::string id = "herald_" + idOf(device.name), events = topic(device, "event");
  JsonObject all;
  for (const auto& one : entities()) all.addRaw(one.key, entity(one, id));
  all.addRaw("event", JsonObject()
                          .add("p", "event")
                          .add("unique_id", id + "_event")
                          .add("name", "Event")
                          .add("state_topic", events)
                          .addRaw("event_types", arrayOf(device.types))
                          .text());
  all.addRaw("picture", JsonObject()
                            .add("p", "image")
                            .add("unique_id", id + "_picture")
                            .add("name", "Picture")
                            .add("image_topic", topic(device, "picture"))
                            .add("content_type", "image/jpeg")
                            .text());
  for (const auto& type : device.types) all.addRaw("on_" + idOf(type), trigger(type, events));
  return all.text();
}

bool HomeAssistant::isGone(const Device& device) const {
  if (!sources_) return false;
  const auto* source = sourceOf(device.source);
  return !source || (!device.isNamed && source->device != device.name);
}

std::vector<std::string> HomeAssistant::gone() const {
  std::vector<std::string> names;
  for (const auto& [name, device] : devices_) {
    if (isGone(device)) names.push_back(name);
  }
  return names;
}

std::string HomeAssistant::known() const {
  if (devices_.empty()) return {};
  JsonObject all;
  for (const auto& [name, device] : devices_) {
    all.addRaw(name, JsonObject()
                         .add("source", device.source)
                         .add("isNamed", device.isNamed)
                         .addRaw("types", arrayOf(device.types))
                         .text());
  }
  return all.text();
}

void HomeAssistant::restore(std::string_view json) {
  for (const auto& [name, about] : jsonMembers(json)) {
    Device& device = begin(name);
    device.source = jsonToText(jsonAt(about, "source"));
    device.isNamed = jsonAt(about, "isNamed") == "true";
    for (const auto type : jsonElements(jsonAt(about, "types"))) device.types.insert(jsonToText(type));
  }
}

std::vector<Message> HomeAssistant::takeBack(const std::string& device) const {
  const Device gone{.name = device};
  std::vector<Message> all{retained(prefix_ + "/device/herald_" + idOf(device) + "/config", "")};
  for (const auto* what : {"availability", "state", "picture"}) all.push_back(retained(topic(gone, what), ""));
  return all;
}

}  // namespace herald::mqtt
