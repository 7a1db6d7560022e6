// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/picture_resource.h"

#include <string>

#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

constexpr auto kJpegType = "image/jpeg";

}  // namespace

std::vector<Operation> PictureResource::operations() {
  return {{.path = "/api/v1/printers/{name}/picture",
           .id = "getPrinterPicture",
           .summary = "How the printer looks; at most half a minute old.",
           .query = {{.name = "at", .description = "anything: another value makes a browser ask again"}},
           .answerType = kJpegType,
           .isUse = false,
           .handler = [this](const ApiRequest& request) { return picture(request.path.at("name")); }}};
}

ApiAnswer PictureResource::picture(const std::string& name) {
  const auto report = report_();
  const auto printer = report.printers.find(name);
  if (printer == report.printers.end()) throw ApiProblem(404, "there is no printer " + name);
  const auto& source = printer->second.source;
  const auto camera = report.snapshots.cameras.find(source);
  if (camera == report.snapshots.cameras.end()) throw ApiProblem(404, "the source " + source + " has no camera");
  const auto jpeg = pictures_.of({name, source, printer->second.device.id});
  if (!jpeg) throw ApiProblem(404, "the camera of " + source + " gave no picture: the overview says why");
  return {200, *jpeg, kJpegType, nullptr, {{"Cache-Control", "private, max-age=30"}}};
}

}  // namespace herald::core
