#include "core/state/state_store.h"

#include <stdexcept>
#include <system_error>
#include <utility>

#include "core/files/files.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestValue = std::size_t{64} << 20;

}  // namespace

StateStore::StateStore(fs::path folder, std::shared_ptr<StateWriter> writer)
    : folder_(std::move(folder)), writer_(std::move(writer)) {}

fs::path StateStore::fileOf(std::string_view key) const { return folder_ / safeFileName(key); }

std::string StateStore::load(std::string_view key) const {
  const fs::path file = fileOf(key);
  if (auto value = writer_->waiting(file)) return *std::move(value);
  try {
    return readFile(file, kLargestValue);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return {};
    throw std::runtime_error("cannot read the state file " + file.string() + ": " + error.code().message() +
                             "; it has to be a file that belongs to the daemon's user");
  }
}

void StateStore::save(std::string_view key, std::string_view value) { writer_->write(fileOf(key), std::string(value)); }

void StateStore::saveLater(std::string_view key, std::string_view value) {
  writer_->writeLater(fileOf(key), std::string(value));
}

}  // namespace herald::core
