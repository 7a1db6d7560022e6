#pragma once

#include <Poco/TemporaryFile.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace herald::testing {

/// A folder of a test's own, gone with it.
class TempFolder {
 public:
  TempFolder() : file_(Poco::TemporaryFile::tempName()) {
    std::filesystem::create_directory(path());
    std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path(), ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::filesystem::path path() const { return file_; }

  /// Writes a file, with the folders that it needs, and gives its path.
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
    return file;
  }

 private:
  std::string file_;
};

inline std::string readFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace herald::testing
