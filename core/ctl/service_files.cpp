#include "core/ctl/service_files.h"

#include <pwd.h>
#include <unistd.h>

namespace herald::core::ctl {

std::optional<Owner> serviceOwner() {
  if (::geteuid() != 0) return std::nullopt;
  const passwd* user = ::getpwnam("herald");
  if (!user) return std::nullopt;
  return Owner{user->pw_uid, user->pw_gid};
}

void writeForService(const std::filesystem::path& file, const std::string& text, const std::optional<Owner>& owner) {
  makePrivateFolder(file.parent_path(), owner);
  replaceFile(file, text, owner);
}

}  // namespace herald::core::ctl
