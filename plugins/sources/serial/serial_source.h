// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "byte_stream.h"
#include "herald/source.h"
#include "herald/vocabulary.h"
#include "poller.h"

namespace herald::serial {

/// Reports the events of one printer by its lines, from a serial device, a TCP port or a log.
class SerialSource : public Source, public VocabularyOwner {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override {
    return "Listens to the serial line of a printer and reports what happens on it.";
  }
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;
  Vocabulary vocabulary() const override;

 private:
  enum class Kind { Device, Tcp, File };

  void configureDevice(const Settings& settings);
  void configurePoll(const Settings& settings);
  std::unique_ptr<ByteStream> open(const std::string& position, int baud, const std::stop_token& stop) const;
  std::unique_ptr<ByteStream> waitFor(Feed& feed, const std::string& position, int baud) const;

  Kind kind_ = Kind::Device;
  std::string device_{};  ///< as configured
  std::string target_{};  ///< a path, a glob or a host
  std::uint16_t port_ = 0;
  int baud_ = 0;  ///< 0: find it
  Poller::Topics poll_{};
  Millis pollInterval_{0};
  double bedCooledBelow_ = 0;  ///< °C
};

}  // namespace herald::serial
