// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crash/ledger.h"
#include "crash/publisher.h"
#include "farm/machine.h"
#include "harness/ports.h"

namespace herald::testing {

/// A farm around one topic of a log: a site, whose printers a test plays, and equal dispatchers in one group. They have
/// one receiver, which refuses some requests and records what has arrived. For one thread.
class Farm {
 public:
  static constexpr int kPartitions = 6;
  static constexpr int kDevices = 12;
  static constexpr int kAhead = 50;  ///< so many events of a device are under way at most

  /// `brokers` as the option of the plugins; `seed` of what the receiver refuses. By default, the site sends all events
  /// to its sink `log`, and a dispatcher all of them to its sink `phone`, with `custody.atMost = never`. If `site` or
  /// `dispatcher` is not empty, that configuration stands instead. Nothing runs yet.
  Farm(const std::string& brokers, const std::string& topic, unsigned seed, const std::string& site = {},
       const std::string& dispatcher = {});

  Machine& site() { return site_; }
  Machine& dispatcher(std::size_t index) { return *dispatchers_.at(index); }
  Ledger& ledger() { return ledger_; }
  int port() const { return port_; }  ///< of the site's http source

  void addDispatcher();                       ///< installs one more, and starts it
  void startDispatcher(std::size_t index);    ///< after its end
  void replaceDispatcher(std::size_t index);  ///< its machine dies with its disk; another one takes its place

  /// Devices with this name and a number publish events, one after the other, until stop().
  void publish(const std::string& name);
  void waitForAccepted(int count);  ///< until the site has so many events of each of them
  void stop();                      ///< they stop
  void waitForAll();                ///< until all of their events have arrived
  /// By device, of those that have stopped: how many events the site has taken.
  const std::map<std::string, int>& accepted() const { return accepted_; }

  /// Until each device has had so many more arrivals: so all partitions have an owner that works.
  void waitForEach(int more);

  /// Of all events so far. Expects that none is lost, none out of order, and that none came under two ids.
  Ledger::Verdict verdict();

 private:
  const int port_ = freePort();
  Ledger ledger_;
  Receiver receiver_;
  Machine site_;
  std::string dispatcherConfiguration_;
  std::vector<std::unique_ptr<Machine>> dispatchers_{};
  std::vector<std::unique_ptr<Publisher>> publishers_{};
  std::map<std::string, int> accepted_{};
  int lives_ = 0;
};

}  // namespace herald::testing
