#pragma once

#include <memory>
#include <string>

#include "herald/source.h"
#include "input.h"
#include "poller.h"
#include "stop_signal.h"

namespace herald::serial {

/// Listens to the lines that one printer says, over a serial device, a TCP port or a log.
class SerialSource : public Source {
 public:
  std::vector<Option> options() const override;
  void configure(const Settings& settings, Host& host) override;
  void run(Feed& feed) override;

 private:
  enum class Way { Device, Tcp, File };

  void configureWay(const Settings& settings);
  void configurePoll(const Settings& settings);
  std::unique_ptr<Input> open(const std::string& place, int baud, const StopSignal& stop) const;
  std::unique_ptr<Input> await(Feed& feed, const std::string& place, int baud, const StopSignal& stop) const;

  Way way_ = Way::Device;
  std::string device_{};  ///< as the user writes it
  std::string target_{};  ///< path, glob or host
  std::uint16_t port_ = 0;
  int baud_ = 0;  ///< 0: to be found
  Poller::Topics poll_{};
  Millis pollInterval_{0};
};

}  // namespace herald::serial
