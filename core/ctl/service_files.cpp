#include "core/ctl/service_files.h"

#include <pwd.h>
#include <unistd.h>

#include <stdexcept>

#include "core/files/files.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

constexpr const char* kServiceUser = "herald";

void giveToService(const fs::path& path) {
  if (::geteuid() != 0) return;
  const passwd* user = ::getpwnam(kServiceUser);
  if (!user) return;
  if (::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error("cannot give " + path.string() + " to the user " + kServiceUser);
}

}  // namespace

void writeForService(const fs::path& file, const std::string& text) {
  if (!fs::exists(file.parent_path())) {
    makePrivateFolder(file.parent_path());
    giveToService(file.parent_path());
  }
  replaceFile(file, text);
  giveToService(file);
}

}  // namespace herald::core::ctl
