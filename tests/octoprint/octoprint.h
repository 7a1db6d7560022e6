// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// An OctoPrint with its own folder and port, and with its virtual printer. For one thread.
class OctoPrint {
 public:
  static constexpr const char* kBotKey = "AAAABBBBCCCCDDDDEEEEFFFF00001111";   ///< of a user in the group readonly
  static constexpr const char* kPoorKey = "BBBBCCCCDDDDEEEEFFFF000011112222";  ///< of a user who may only see the state
  static constexpr const char* kAdminKey = "CCCCDDDDEEEEFFFF0000111122223333";

  /// Throws if this version is not installed; the error says what to do.
  explicit OctoPrint(const std::string& version);

  void start();  ///< returns when it answers and its printer is connected
  void kill();   ///< with SIGKILL

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  std::filesystem::path base() const { return folder_.path() / "base"; }  ///< its folder
  const std::string& version() const { return version_; }

  struct Answer {
    int status = 0;
    std::string body{};
  };
  Answer get(const std::string& path) const;
  Answer post(const std::string& path, const std::string& json) const;

  /// Uploads a file of a few moves, each with some filament. Its print stands still at these percents of the moves,
  /// each time until release(). Before 1.11, a print of more than about 90 moves takes half a minute longer, because
  /// the virtual printer never answers line 105 there.
  void upload(const std::string& name, const std::vector<int>& holds = {}, int moves = 50) const;
  /// Uploads a file with Cura's comments and so many layers. Its print stands still in each of them, until release().
  void uploadLayers(const std::string& name, int layers) const;

  void waitForHold() const;  ///< returns when the print stands still
  void release() const;      ///< the same, then lets the print continue
  void print(const std::string& name) const;
  void pause() const;                           ///< also ends a hold: the print pauses where it stands
  void resume() const;                          ///< waits until it has paused
  void cancel() const;                          ///< also ends a hold
  void command(const std::string& line) const;  ///< sends a line to the printer

  /// Makes the plugin in base/ fire plugin_heraldtest_marker with this text, after so many seconds.
  void mark(const std::string& text, int seconds = 0) const;

  /// Answers the one waiting request for an application key, as the administrator.
  void answerKeyRequest(bool allow) const;
  void expireKeyRequests() const;  ///< as if they had waited for ten minutes
  int keyRequests() const;         ///< how many requests wait

  /// Ends what the last test left. Returns when the printer is connected and idle.
  void settle() const;

  /// Puts a file of a few moves on the virtual printer's card. The first four letters of its name must be unique.
  /// Returns the printer's name for it, which is a DOS name except in old versions.
  std::string putOnCard(const std::string& name, int moves = 300) const;
  void printFromCard(const std::string& printersName) const;

  double bedTemperature() const;  ///< in °C

  void waitUntilIdle() const;  ///< returns when the print has ended

 private:
  void configure();
  void uploadText(const std::string& name, const std::string& gcode) const;
  bool held() const;
  void letGo() const;
  bool makeIdle(const std::string& now) const;  ///< one step towards idle from this state; true if it is idle
  Answer ask(const std::string& method, const std::string& path, const std::string& type,
             const std::string& body) const;  ///< returns any answer; send() throws for an error
  Answer send(const std::string& method, const std::string& path, const std::string& type,
              const std::string& body) const;
  std::string state() const;
  void waitFor(const std::string& wanted) const;  ///< a state
  std::string onCard(std::string_view member, std::string_view beginning) const;

  std::string version_;
  std::string python_;
  int port_;
  TemporaryFolder folder_;
  std::unique_ptr<Process> process_;
};

}  // namespace herald::testing
