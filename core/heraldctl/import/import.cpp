#include "heraldctl/import/import.h"

#include <Poco/Path.h>

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <system_error>

#include "base/files/files.h"
#include "base/files/service_files.h"
#include "heraldctl/import/import_report.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

using import::ImportPlan;
using import::ImportSource;

constexpr std::size_t kLargest = std::size_t{4} << 20;

std::string whyUnreadable(const fs::path& file, const std::error_code& error) {
  const std::string why = "cannot read " + file.string() + ": ";
  if (error == std::errc::no_such_file_or_directory)
    return why + "there is no such file; give the path of OctoPrint's config.yaml";
  if (error == std::errc::file_too_large)
    return why + "it is larger than 4 MiB, which no config.yaml of OctoPrint's is";
  if (error == std::errc::permission_denied) return why + "permission denied; run this with sudo";
  return why + error.message();
}

ImportSource read(const fs::path& given) {
  const fs::path file = fs::absolute(fs::is_directory(given) ? given / "config.yaml" : given).lexically_normal();
  try {
    return {file, {}, import::readWebhooksSettings(readFile(file, kLargest))};
  } catch (const std::system_error& error) {
    throw std::runtime_error(whyUnreadable(file, error.code()));
  } catch (const std::exception& error) {
    throw std::runtime_error(file.string() + " " + error.what());
  }
}

std::vector<fs::path> filesOf(const ImportRequest& request) {
  if (!request.files.empty()) return {request.files.begin(), request.files.end()};
  auto found = findOctoPrints("/", Poco::Path::home());
  if (found.size() == 1) return found;
  std::string places;
  for (const auto& file : found) places += "\n  " + file.string();
  if (!found.empty()) throw std::runtime_error("there are several OctoPrints here, name the one to import:" + places);
  throw std::runtime_error(
      "no OctoPrint was found on this machine: give the path of its config.yaml, from ~/.octoprint");
}

void checkNames(const ImportRequest& request, std::size_t files) {
  if (request.names.empty() && files < 2) return;
  if (request.names.size() != files)
    throw std::runtime_error("give --name once for each of the " + std::to_string(files) +
                             " files, in their order: the source in Herald that is this printer");
  for (const auto& name : request.names) {
    const bool isName = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '_' || c == '-';
    });
    if (!isName || std::count(request.names.begin(), request.names.end(), name) > 1)
      throw std::runtime_error("`" + name + "` is no name for a printer of its own: use letters, digits, _ and -");
  }
}

/// All of it, or nothing: what one file names is written before it, and goes again if a later one cannot be written.
void write(const ImportPlan& plan) {
  const std::optional<Owner> service = serviceOwner();
  std::vector<fs::path> done;
  try {
    for (auto file = plan.files.rbegin(); file != plan.files.rend(); ++file) {
      writeForService(file->path, file->text, service);
      done.push_back(file->path);
    }
    for (const auto& file : plan.changed) writeForService(file.path, file.text, service);
  } catch (const std::exception& error) {
    std::error_code ignored;
    for (const auto& file : done) fs::remove(file, ignored);
    throw std::runtime_error(std::string("nothing was imported: ") + error.what());
  }
}

bool isTemplate(const ImportSource& source) { return source.settings.version == 0; }

}  // namespace

std::vector<fs::path> findOctoPrints(const fs::path& root, const fs::path& home) {
  std::vector<fs::path> folders{home / ".octoprint", root / "root" / ".octoprint", root / "octoprint" / "octoprint",
                                root / "octoprint", root / "var" / "lib" / "octoprint"};
  std::error_code error;
  for (fs::directory_iterator it(root / "home", error), end; !error && it != end; it.increment(error)) {
    folders.push_back(it->path() / ".octoprint");
  }
  std::vector<fs::path> found;
  for (const auto& folder : folders) {
    const fs::path file = (folder / "config.yaml").lexically_normal();
    if (fs::is_regular_file(file, error) && std::find(found.begin(), found.end(), file) == found.end())
      found.push_back(file);
  }
  return found;
}

int importWebhooks(const ImportRequest& request, std::ostream& out) {
  std::vector<ImportSource> sources;
  for (const auto& file : filesOf(request)) sources.push_back(read(file));
  checkNames(request, sources.size());
  for (std::size_t i = 0; i < request.names.size(); ++i) sources[i].printer = request.names[i];
  if (std::any_of(sources.begin(), sources.end(), isTemplate)) {
    if (sources.size() > 1) throw std::runtime_error("a template is imported by itself, one at a time");
    const auto plan = import::planPreset(sources[0], request.out);
    write(plan);
    reportPreset(plan, out);
    return 0;
  }
  const auto plan = import::planImport(sources, request.out);
  write(plan);
  reportImport(plan, sources, fs::absolute(request.out).lexically_normal(), out);
  return 0;
}

}  // namespace herald::core::ctl
