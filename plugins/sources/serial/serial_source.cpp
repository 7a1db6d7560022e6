// SPDX-License-Identifier: Apache-2.0
#include "serial_source.h"

#include <Poco/NumberParser.h>

#include <chrono>
#include <utility>

#include "baud_rate.h"
#include "herald/stop_signal.h"
#include "listener.h"
#include "log_file.h"
#include "printing/bed_cooling.h"
#include "printing/printer_words.h"
#include "serial_device.h"
#include "tcp_stream.h"

namespace herald::serial {
namespace {

constexpr std::string_view kTcp = "tcp://", kFile = "file://";
constexpr Millis kRetryInterval = std::chrono::seconds(1);
constexpr int kMaxDenied = 5;  // tries; a device that was just plugged in gets its permissions a moment later

}  // namespace

std::vector<Option> SerialSource::options() const {
  return {
      {.name = "device",
       .help =
           "Where the lines of the printer come from: a serial device (/dev/serial/by-id/usb-…, with * and ? allowed), "
           "tcp://host:port, or a growing log, file:///path.",
       .required = true},
      {.name = "baud",
       .fallback = "auto",
       .help =
           "The speed of the serial device, such as 115200 or 250000. With `auto`, Herald waits for traffic and finds "
           "the speed."},
      {.name = "poll",
       .type = Type::List,
       .help =
           "What Herald may ask the printer; without it, Herald writes nothing. `temperature`; `sd`, the progress of "
           "a print from a file; `m27`, the same for firmware whose automatic reports do not work."},
      {.name = "pollInterval",
       .type = Type::Duration,
       .fallback = "5s",
       .help = "The time between two questions.",
       .least = "1s"},
      printing::bedCooledOption(),
  };
}

void SerialSource::configure(const Settings& settings, Host&) {
  device_ = settings.text("device");
  configureDevice(settings);
  configurePoll(settings);
  bedCooledBelow_ = settings.number("bedCooled.below");
  const std::string baud = settings.text("baud");
  if (kind_ != Kind::Device && settings.has("baud")) settings.reject("baud", "is only for a serial device; remove it");
  const auto isSpeed = [&] {
    return Poco::NumberParser::tryParse(baud, baud_) && baud_ >= kLeastBaud && baud_ <= kMostBaud;
  };
  if (kind_ == Kind::Device && baud != "auto" && !isSpeed())
    settings.reject("baud", "must be a speed such as 115200 or 250000, or auto, not `" + baud + "`");
}

void SerialSource::configureDevice(const Settings& settings) {
  target_ = device_;
  if (device_.starts_with(kFile)) {
    kind_ = Kind::File;
    target_ = device_.substr(kFile.size());
  } else if (device_.starts_with(kTcp)) {
    kind_ = Kind::Tcp;
    const std::size_t colon = device_.rfind(':');
    target_ = device_.substr(kTcp.size(), std::max(colon, kTcp.size()) - kTcp.size());
    if (target_.starts_with('[') && target_.ends_with(']')) target_ = target_.substr(1, target_.size() - 2);
    unsigned port = 0;
    if (!Poco::NumberParser::tryParseUnsigned(device_.substr(colon + 1), port) || port == 0 || port > 65535)
      target_.clear();
    port_ = static_cast<std::uint16_t>(port);
  }
  if (target_.empty() || (kind_ != Kind::Tcp && !target_.starts_with('/')))
    settings.reject("device", "must be the absolute path of a device, tcp://host:port or file:///path");
}

void SerialSource::configurePoll(const Settings& settings) {
  for (const std::string& topic : settings.list("poll")) {
    if (topic == "temperature")
      poll_.temperature = true;
    else if (topic == "sd")
      poll_.sd = true;
    else if (topic == "m27")
      poll_.m27 = true;
    else
      settings.reject("poll", "must name temperature, sd or m27, not `" + topic + "`");
  }
  if (poll_.any() && kind_ == Kind::File) settings.reject("poll", "is not possible with a log; remove it");
  pollInterval_ = settings.duration("pollInterval");
}

Vocabulary SerialSource::vocabulary() const {
  Vocabulary words = printing::printerWords();
  words.events = {"Connected",     "Disconnected",     "FirmwareData",   "PrinterReset",   "PrintStarted",
                  "PrintDone",     "PrintPaused",      "PrintResumed",   "PrintCancelled", "PrintFailed",
                  "PrintProgress", "UserActionNeeded", "FilamentRunout", "Error",          "TemperatureReached",
                  "PrintLayer",    "FirstLayerDone",   "BedCooled",      "DisplayMessage"};
  words.variables.insert(words.variables.end(),
                         {"temperatures", "progress", "data", "idle", "tool", "heater", "actual", "target"});
  return words;
}

void SerialSource::run(Feed& feed) {
  SavedState state(feed, bedCooledBelow_);
  const bool search = kind_ == Kind::Device && baud_ == 0;
  const int baud = search ? BaudSearch(state.baud()).current() : baud_;
  try {
    std::unique_ptr<ByteStream> stream = open(state.position(), baud, feed.stop());
    if (!stream) {
      state.translator().disconnected(feed.now());
      state.publish(state.position());
      stream = waitFor(feed, state.position(), baud);
    }
    if (!stream) return;
    Listener(feed, state, *stream, {kind_ == Kind::Device ? baud : 0, search, kind_ == Kind::File},
             Poller(poll_, pollInterval_, feed.now()))
        .listen(StopSignal(feed.stop()));
  } catch (const Failure&) {
    if (feed.stop().stop_requested()) return;
    state.translator().disconnected(feed.now());
    state.publish(state.position());
    throw;
  }
}

std::unique_ptr<ByteStream> SerialSource::open(const std::string& position, int baud,
                                               const std::stop_token& stop) const {
  if (kind_ == Kind::Tcp) return std::make_unique<TcpStream>(target_, port_, stop);
  if (kind_ == Kind::File) return LogFile::open(target_, position);
  const auto path = findDevice(target_);
  return path ? SerialDevice::open(*path, baud, poll_.any()) : nullptr;
}

/// Tries to open it until it exists. Returns nothing if a stop is requested.
std::unique_ptr<ByteStream> SerialSource::waitFor(Feed& feed, const std::string& position, int baud) const {
  feed.log(Level::Notice, "waits for " + device_ + ", which does not exist yet");
  for (int denied = 0; feed.waitFor(kRetryInterval);) {
    try {
      if (auto stream = open(position, baud, feed.stop())) return stream;
    } catch (const Failure& failure) {
      if (failure.verdict() != Outcome::Verdict::Hold || ++denied == kMaxDenied) throw;
    }
  }
  return nullptr;
}

}  // namespace herald::serial
