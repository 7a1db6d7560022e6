#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace herald::core {

/// A folder of a test's own, gone with it, and the plugins of tests/bad_plugins.
class TestFolder {
 public:
  TestFolder() {
    std::string name = std::filesystem::temp_directory_path() / "herald-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// `kind` is a folder of tests/bad_plugins: "good", "wrong_sdk". An earlier file is written over, as cp does it.
  std::filesystem::path put(const std::string& kind, const std::string& name) const {
    return write(name, library(kind));
  }

  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    const auto file = path_ / name;
    std::ofstream(file, std::ios::binary) << bytes;
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    return file;
  }

  static std::string library(const std::string& kind) {
    const auto name = kind == "changed" ? "good" : kind;
    return read(std::filesystem::path(BAD_PLUGINS) / kind / (name + ".so"));
  }

  static std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace herald::core
