// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "harness/process.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// A real Moonraker with its own folder and port, over a fake Klipper. Its files are a.gcode, which is sliced.gcode of
/// this folder, b.gcode and c.gcode, which no slicer wrote. For one thread.
class Moonraker {
 public:
  struct Setup {
    bool history = true;      ///< only Moonraker 0.8 can do without
    bool trustsHost = true;   ///< whether this machine needs no key
    std::string webcamUrl{};  ///< of a webcam that hangs a quarter to the left; empty: none
    std::string sections{};   ///< more sections of moonraker.conf
  };

  /// Throws if this version is not installed; the error says what to do.
  Moonraker(const std::string& version, const Setup& setup);
  ~Moonraker();
  Moonraker(const Moonraker&) = delete;
  Moonraker& operator=(const Moonraker&) = delete;

  void start();                                     ///< returns when Moonraker is ready and knows its Klipper
  void startKlippy(const std::string& fault = {});  ///< a Klipper in standby, or one that cannot start, with a reason
  void kill();                                      ///< Moonraker and its children, with SIGKILL
  void killKlippy();

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int port() const { return port_; }
  const std::string& version() const { return version_; }
  std::string apiKey() const;  ///< from Moonraker's own socket, which wants none

  /// What the buttons of Mainsail do.
  void print(const std::string& file) const { post("/printer/print/start?filename=" + file); }
  void pause() const { post("/printer/print/pause"); }
  void resume() const { post("/printer/print/resume"); }
  void cancel() const { post("/printer/print/cancel"); }
  void emergencyStop() const { post("/printer/emergency_stop"); }

  /// Changes the status of the printer: raw JSON, such as {"print_stats":{"state":"paused"}}.
  void change(const std::string& status) const { tell(status); }
  /// A line on Klipper's console, such as `// action:prompt_show`.
  void say(const std::string& line) const { tell(line); }

  /// Returns when Moonraker has read what the slicer wrote into a.gcode.
  void waitForMetadata() const;

  std::string history() const;  ///< Moonraker's answer about all prints

  /// Returns when Moonraker's history has so many prints that have ended, and so many that run. 0.8 forgets the end of
  /// a print that it has not noted yet.
  void waitForHistory(std::size_t ended, std::size_t running) const;

 private:
  void post(const std::string& path) const;
  std::string get(const std::string& path) const;
  void tell(const std::string& line) const;
  std::filesystem::path pipe() const { return folder_.path() / "pipe"; }
  std::filesystem::path socket() const { return folder_.path() / "klippy.sock"; }

  std::string version_;
  std::string python_;
  int port_;
  TemporaryFolder folder_{};
  std::unique_ptr<Process> moonraker_{}, klippy_{};
};

}  // namespace herald::testing
