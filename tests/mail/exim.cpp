// SPDX-License-Identifier: Apache-2.0
#include "mail/exim.h"

#include <Poco/String.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <thread>

#include "harness/patience.h"
#include "harness/ports.h"
#include "harness/unpacked.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

bool isRoot() { return ::geteuid() == 0; }

void run(const std::vector<std::string>& command) {
  const auto finished = runToEnd(command);
  if (finished.code != 0) throw std::runtime_error(command.front() + " failed: " + finished.output);
}

/// The command as a user without rights: Exim refuses to be root's.
std::vector<std::string> withoutRights(const std::vector<std::string>& command) {
  std::vector<std::string> all;
  if (isRoot()) all = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

/// Exim looks for the user Debian-exim, which only an installed one has. nss_wrapper says that it is this one.
std::map<std::string, std::string> userOfExim(const TemporaryFolder& folder) {
  const auto user = std::to_string(isRoot() ? kNobody : ::geteuid());
  const auto group = std::to_string(isRoot() ? kNobody : ::getegid());
  const auto passwd =
      folder.write("passwd", "root:x:0:0::/root:/bin/sh\nDebian-exim:x:" + user + ":" + group + "::/:/bin/false\n");
  const auto groups = folder.write("group", "root:x:0:\nDebian-exim:x:" + group + ":\n");
  return {{"LD_PRELOAD", "libnss_wrapper.so"},
          {"NSS_WRAPPER_PASSWD", passwd.string()},
          {"NSS_WRAPPER_GROUP", groups.string()}};
}

}  // namespace

Exim::Exim() : port_(freePort()), tlsPort_(freePort()) {
  const auto& home = folder_.path();
  fs::copy_file(unpacked("exim4-daemon-light") + "/usr/sbin/exim4", home / "exim4");
  for (const auto* name : {"spool", "log", "mail"}) fs::create_directory(home / name);
  run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
       (home / "key.pem").string(), "-out", certificate(), "-days", "2", "-subj", "/CN=localhost", "-addext",
       "subjectAltName=DNS:localhost"});
  std::string conf = readFile(HERALD_SOURCE "/tests/mail/exim.conf");
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"@FOLDER@", home.string()}, {"@PORT@", std::to_string(port_)}, {"@TLS_PORT@", std::to_string(tlsPort_)}})
    Poco::replaceInPlace(conf, name, value);
  const auto file = folder_.write("exim.conf", conf);
  const auto environment = userOfExim(folder_);
  if (isRoot()) run({"chown", "-R", "65534:65534", home.string()});
  process_ =
      std::make_unique<Process>(withoutRights({(home / "exim4").string(), "-C", file.string(), "-bdf"}), environment);
  waitUntilListening(port_);
  waitUntilListening(tlsPort_);
}

std::vector<std::string> Exim::mails(std::size_t count) const {
  const auto folder = folder_.path() / "mail" / "new";
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::vector<fs::path> files;
  while (files.size() < count) {
    if (std::chrono::steady_clock::now() > end)
      throw std::runtime_error("Exim has " + std::to_string(files.size()) +
                               " mails: " + readFile(folder_.path() / "log" / "mainlog"));
    std::this_thread::yield();
    files.clear();
    if (fs::exists(folder)) std::copy(fs::directory_iterator(folder), {}, std::back_inserter(files));
  }
  std::ranges::sort(files);
  std::vector<std::string> mails;
  for (const auto& file : files)
    mails.push_back(runToEnd({"python3", HERALD_SOURCE "/tests/mail/read_mail.py", file.string()}).output);
  return mails;
}

}  // namespace herald::testing
