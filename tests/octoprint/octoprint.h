#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// An OctoPrint of its own folder and port, with the virtual printer that comes with it.
class OctoPrint {
 public:
  static constexpr const char* kBotKey = "AAAABBBBCCCCDDDDEEEEFFFF00001111";   ///< of a user in the group readonly
  static constexpr const char* kPoorKey = "BBBBCCCCDDDDEEEEFFFF000011112222";  ///< of a user who may only see the state
  static constexpr const char* kAdminKey = "CCCCDDDDEEEEFFFF0000111122223333";

  /// Throws with what to do if this version is not installed.
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
  /// until each time release() is called. With more than about 90 moves its print takes half a minute longer before
  /// 1.11: whatever the configuration says, the virtual printer does not answer the line 105 there.
  void upload(const std::string& name, const std::vector<int>& holds = {}, int moves = 50) const;
  void waitForHold() const;  ///< returns when the print stands
  void release() const;      ///< the same, and lets it go on
  void print(const std::string& name) const;
  void pause() const;   ///< also a print that is held, which then is no more: it pauses where it stands
  void resume() const;  ///< waits until it has paused
  void cancel() const;  ///< likewise
  void command(const std::string& line) const;  ///< a line for the printer

  /// Makes the plugin of this folder fire plugin_heraldtest_marker with this text, after so many seconds.
  void mark(const std::string& text, int seconds = 0) const;

  /// Answers the one request for an application key that waits, as the administrator.
  void answerKeyRequest(bool allow) const;
  void expireKeyRequests() const;  ///< as if they had waited for ten minutes
  int keyRequests() const;         ///< how many wait

  /// Ends what the last test left behind: returns when the printer is connected and idle.
  void settle() const;

  /// Puts a file of a few moves on the virtual printer's card; its name needs four letters of its own. Returns what the
  /// printer calls it, which is a DOS name but in old versions.
  std::string putOnCard(const std::string& name, int moves = 300) const;
  void printFromCard(const std::string& printersName) const;

  void waitUntilIdle() const;  ///< returns when the print has ended by itself

 private:
  void configure();
  bool held() const;
  void letGo() const;
  bool makeIdle(const std::string& now) const;  ///< does what this state needs for it; true if it is
  Answer ask(const std::string& method, const std::string& path, const std::string& type,
             const std::string& body) const;  ///< whatever the answer is
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
