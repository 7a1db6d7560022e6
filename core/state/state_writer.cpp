#include "core/state/state_writer.h"

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "core/files/files.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

// Values that come one after the other are gathered: each write costs two flushes of the disk.
constexpr std::chrono::milliseconds kGather{250};

void replaceState(const fs::path& file, const std::string& value) {
  try {
    makePrivateFolder(file.parent_path());
    replaceFile(file, value);
  } catch (const std::system_error& error) {
    throw std::runtime_error("cannot save the state file " + file.string() + ": " + error.code().message() +
                             "; check the disk's free space, and that the folder belongs to the daemon's user");
  }
}

}  // namespace

struct StateWriter::Impl {
  using Lock = std::unique_lock<std::mutex>;

  explicit Impl(OnError error) : onError(std::move(error)), thread([this] { run(); }) {}

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    thread.join();
  }

  void run() {
    Lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return fresh || stopping; });
      changed.wait_for(lock, kGather, [this] { return stopping; });
      fresh = false;
      writeWaiting(lock);
      if (stopping && !fresh) return;
    }
  }

  void writeWaiting(Lock& lock) {
    for (auto next = waiting.begin(); next != waiting.end();) {
      const auto [file, value] = *next;
      std::string trouble;
      try {
        writeOne(lock, file, value);
      } catch (const std::exception& error) {
        trouble = error.what();
      }
      tell(lock, trouble);
      next = waiting.upper_bound(file);
    }
  }

  void tell(Lock& lock, const std::string& trouble) {
    const bool first = !trouble.empty() && !failing;
    failing = !trouble.empty();
    if (!first || !onError) return;
    lock.unlock();
    onError(trouble);
    lock.lock();
  }

  /// Writes without holding the lock, but never two values of one file at once.
  void writeOne(Lock& lock, const fs::path& file, const std::string& value) {
    changed.wait(lock, [&] { return !busy.contains(file); });
    busy.insert(file);
    const auto found = waiting.find(file);
    const auto before = found == waiting.end() ? std::nullopt : std::optional(found->second);
    lock.unlock();
    std::exception_ptr trouble;
    try {
      replaceState(file, value);
    } catch (...) {
      trouble = std::current_exception();
    }
    lock.lock();
    busy.erase(file);
    changed.notify_all();
    if (trouble) std::rethrow_exception(trouble);
    // What came meanwhile is newer and stays.
    const auto now = waiting.find(file);
    if (now != waiting.end() && now->second == before) waiting.erase(now);
  }

  OnError onError;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::map<fs::path, std::string> waiting;
  std::set<fs::path> busy;
  bool fresh = false;
  bool failing = false;
  bool stopping = false;
  std::thread thread;
};

StateWriter::StateWriter(OnError onError) : impl_(std::make_unique<Impl>(std::move(onError))) {}

StateWriter::~StateWriter() = default;

void StateWriter::write(const fs::path& file, const std::string& value) {
  Impl::Lock lock(impl_->mutex);
  impl_->writeOne(lock, file, value);
}

void StateWriter::writeLater(const fs::path& file, std::string value) {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->waiting[file] = std::move(value);
    impl_->fresh = true;
  }
  impl_->changed.notify_all();
}

std::optional<std::string> StateWriter::waiting(const fs::path& file) const {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->waiting.find(file);
  return found == impl_->waiting.end() ? std::nullopt : std::optional(found->second);
}

void StateWriter::flush() {
  Impl::Lock lock(impl_->mutex);
  impl_->writeWaiting(lock);
}

}  // namespace herald::core
