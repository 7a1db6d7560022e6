// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connection_setup.h"
#include "herald/event.h"
#include "herald/source_watcher.h"
#include "printer_state.h"

namespace herald::mqtt {

/// Turns events into messages that Home Assistant understands: the announcement of each device (its device discovery,
/// https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload), its state, its events, its picture, and
/// whether Herald and the device are there. Sends nothing itself. For one thread at a time.
///
/// Topics below `base`:
///
///   status                online, or offline by the last will: Herald itself; retained
///   DEVICE/availability   online, offline: the printer; retained
///   DEVICE/state          a JSON object; retained
///   DEVICE/event          {"event_type": …} and the payload; never retained, since it happened once
///   DEVICE/picture        a JPEG; retained
class HomeAssistant {
 public:
  /// `prefix` is where Home Assistant looks for announcements: "homeassistant" by default. `version` is Herald's.
  HomeAssistant(std::string prefix, std::string base, std::string version);

  /// Whether Herald itself is there.
  Presence presence() const;

  /// What to publish for an event, in this order. A device is announced before its first event, and again if an event
  /// has a type that its announcement did not have: Home Assistant ignores events of other types. Nothing for a device
  /// that is not known, if the event comes from no source of the configuration: Herald's own events, and those that
  /// still waited when their source was removed.
  std::vector<Message> messagesFor(const Event& event);

  /// True for what announces a device. Home Assistant subscribes to the other topics of the device only then, and
  /// events are not kept: so what follows has to wait a moment.
  bool isAnnouncement(const Message& message) const { return message.topic.starts_with(prefix_ + "/device/"); }

  /// The picture of a device; nothing if the device is not known.
  std::optional<Message> picture(const std::string& device, std::string jpeg) const;

  /// The topic that says `online` when Home Assistant starts, and then wants the announcements again.
  std::string birthTopic() const { return prefix_ + "/status"; }
  static bool isBirth(std::string_view payload) { return payload == "online"; }
  std::vector<Message> announcements() const;  ///< of all devices but those that are gone

  /// The sources of the configuration. Without this call, any device may begin, and none is gone.
  void setSources(std::vector<ConfiguredSource> sources) { sources_ = std::move(sources); }

  /// True if the configuration has no source, or no longer has the sink.
  bool hasNoSource() const { return sources_ && sources_->empty(); }

  /// The devices whose source was removed, or calls its device otherwise now.
  std::vector<std::string> gone() const;

  /// The messages that remove a device and what is retained of it. Call forget() when they have arrived.
  std::vector<Message> takeBack(const std::string& device) const;
  void forget(const std::string& device) { devices_.erase(device); }

  /// The known devices as JSON, for restore() after a restart. It changes when a device begins or ends, or has a new
  /// type of event; never with a state.
  std::string known() const;

  /// Takes up what known() returned. Any other text counts for nothing.
  void restore(std::string_view json);

  /// A part of topics and ids for a device: letters, digits, `_` and `-`. Two devices never have the same one.
  static std::string idOf(std::string_view device);

 private:
  struct Device {
    std::string name{};
    PrinterState state{};
    std::set<std::string> types{};
    std::string source{};  ///< where its events come from
    bool isNamed = false;  ///< an event named it; otherwise it is the device of its source
  };

  Message announcement(const Device& device) const;
  std::string components(const Device& device) const;
  std::string topic(const Device& device, std::string_view what) const;
  const ConfiguredSource* sourceOf(const std::string& name) const;
  bool isGone(const Device& device) const;
  Device& deviceOf(const Event& event);
  Device& begin(const std::string& name);

  std::string prefix_, base_, version_;
  std::map<std::string, Device> devices_{};
  std::optional<std::vector<ConfiguredSource>> sources_{};
};

}  // namespace herald::mqtt
