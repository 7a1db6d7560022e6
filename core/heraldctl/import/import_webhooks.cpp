// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/import_webhooks.h"

#include <Poco/Path.h>

#include <algorithm>
#include <ostream>
#include <stdexcept>
#include <system_error>

#include "base/files/owner.h"
#include "base/files/read_file.h"
#include "base/files/service_files.h"
#include "engine/config/names.h"
#include "heraldctl/import/existing_sinks.h"
#include "heraldctl/import/find_octoprints.h"
#include "heraldctl/import/import_report.h"
#include "heraldctl/text/progress_bar.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

std::string whyUnreadable(const fs::path& file, const std::error_code& error) {
  const std::string why = "cannot read " + file.string() + ": ";
  if (error == std::errc::no_such_file_or_directory)
    return why + "the file does not exist; give the path of OctoPrint's config.yaml";
  if (error == std::errc::file_too_large) return why + "it is larger than 4 MiB, so it is not OctoPrint's config.yaml";
  if (error == std::errc::permission_denied) return why + "permission denied; run this with sudo";
  return why + error.message();
}

ImportSource read(const fs::path& given) {
  const fs::path file = fs::absolute(fs::is_directory(given) ? given / "config.yaml" : given).lexically_normal();
  try {
    return {file, {}, readWebhooksSettings(readText(file, kLargestConfiguration))};
  } catch (const std::system_error& error) {
    throw std::runtime_error(whyUnreadable(file, error.code()));
  } catch (const std::exception& error) {
    throw std::runtime_error(file.string() + " " + error.what());
  }
}

/// Says how far it is if there are several: the folders of other machines are slow.
std::vector<ImportSource> readAll(const std::vector<fs::path>& files, std::ostream& out) {
  std::vector<ImportSource> sources;
  ctl::ProgressBar bar(out);
  for (const auto& file : files) {
    sources.push_back(read(file));
    if (files.size() > 1) bar.show(sources.size(), files.size(), file.string());
  }
  return sources;
}

std::vector<fs::path> filesOf(const ImportRequest& request) {
  if (!request.files.empty()) return {request.files.begin(), request.files.end()};
  auto found = findOctoPrints("/", Poco::Path::home());
  if (found.size() == 1) return found;
  std::string places;
  for (const auto& file : found) places += "\n  " + file.string();
  if (!found.empty()) throw std::runtime_error("this machine has several OctoPrints; give the one to import:" + places);
  throw std::runtime_error(
      "found no OctoPrint on this machine: give the path of its config.yaml, which is in ~/.octoprint");
}

void checkNames(const ImportRequest& request, std::size_t files) {
  if (request.names.empty() && files < 2) return;
  if (request.names.size() != files)
    throw std::runtime_error("give --name once for each of the " + std::to_string(files) +
                             " files, in their order: the source in Herald for this printer");
  for (const auto& name : request.names) {
    if (!isName(name))
      throw std::runtime_error("`" + name + "` is not a name for a source: use letters, digits, _ and -");
    if (std::count(request.names.begin(), request.names.end(), name) > 1) {
      throw std::runtime_error("--name " + name + " is given twice: each printer needs a source of its own");
    }
  }
}

/// Writes all files or none. A file comes after the files that it names. If one fails, those written before it go
/// again.
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

int importWebhooks(const ImportRequest& request, std::ostream& out) {
  auto sources = readAll(filesOf(request), out);
  checkNames(request, sources.size());
  for (std::size_t i = 0; i < request.names.size(); ++i) sources[i].printer = request.names[i];
  if (std::any_of(sources.begin(), sources.end(), isTemplate)) {
    if (sources.size() > 1) throw std::runtime_error("a template has to be imported alone: give one file");
    const auto plan = planPreset(sources[0], request.out);
    write(plan);
    reportPreset(plan, out);
    return 0;
  }
  const auto plan = planImport(sources, request.out);
  write(plan);
  reportImport(plan, sources, fs::absolute(request.out).lexically_normal(), out);
  return 0;
}

}  // namespace herald::core::import
