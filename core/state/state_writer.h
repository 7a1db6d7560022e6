#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace herald::core {

/// Replaces small files for any number of state stores. What may wait is written by one thread, soon, and of several
/// waiting values of one file only the last. Every thread may call it.
class StateWriter {
 public:
  /// Told in one sentence what the disk refused; once, until it takes a value again. Called from the writer's thread.
  using OnError = std::function<void(const std::string& text)>;

  explicit StateWriter(OnError onError = {});
  ~StateWriter();  ///< writes what still waits
  StateWriter(const StateWriter&) = delete;
  StateWriter& operator=(const StateWriter&) = delete;

  /// Returns when the value is on disk; throws std::runtime_error. A value of this file that waits is dropped.
  void write(const std::filesystem::path& file, const std::string& value);

  /// Returns at once.
  void writeLater(const std::filesystem::path& file, std::string value);

  /// The value that waits to be written to this file.
  std::optional<std::string> waiting(const std::filesystem::path& file) const;

  /// Tries at once to write all that waits, and returns when that is done.
  void flush();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herald::core
