// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/new_plugin/plugin_project.h"

#include <gmock/gmock.h>

#include <fstream>
#include <stdexcept>

#include "base/files/read_file.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core::ctl {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PluginProjectTest : public ::testing::Test {
 protected:
  PluginProjectTest() {
    add("shared/CMakeLists.txt.in", "project(@name@)\n");
    add("shared/.gitignore.in", "/build/\n");
    add("sink/@name@.h.in", "class @class@; // of @name@\n");
    add("source/other.h.in", "");
  }

  void add(const fs::path& path, const std::string& text) {
    fs::create_directories((skeletons_ / path).parent_path());
    std::ofstream(skeletons_ / path) << text;
  }
  std::string textOf(const fs::path& path) const { return readText(project_ / path, 1000); }

  herald::testing::TemporaryFolder folder_;
  const fs::path skeletons_ = folder_.path() / "skeletons";
  const fs::path project_ = folder_.path() / "project";
};

TEST_F(PluginProjectTest, FillsTheSkeletonOfItsKind) {
  const auto files = PluginProject("print_light", "sink").write(project_, skeletons_);
  EXPECT_THAT(files, ElementsAre(".gitignore", "CMakeLists.txt", "print_light.h"));
  EXPECT_EQ(textOf("CMakeLists.txt"), "project(print_light)\n");
  EXPECT_EQ(textOf("print_light.h"), "class PrintLightSink; // of print_light\n");
}

TEST_F(PluginProjectTest, NeverWritesOverWhatIsThere) {
  fs::create_directories(project_);
  std::ofstream(project_ / "mine.txt") << "mine";
  try {
    PluginProject("light", "sink").write(project_, skeletons_);
    FAIL() << "it wrote into a folder with files";
  } catch (const std::runtime_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("is there already: name another folder with --folder"));
  }
  EXPECT_EQ(textOf("mine.txt"), "mine");
  EXPECT_FALSE(fs::exists(project_ / "CMakeLists.txt"));
}

TEST_F(PluginProjectTest, TakesAnEmptyFolder) {
  fs::create_directories(project_);
  EXPECT_EQ(PluginProject("light", "sink").write(project_, skeletons_).size(), 3u);
}

TEST_F(PluginProjectTest, LeavesNothingBehindIfItCannotWrite) {
  add("sink/CMakeLists.txt/below_a_file.in", "");  // the shared skeleton makes a file of that name
  EXPECT_THROW(PluginProject("light", "sink").write(project_, skeletons_), std::exception);
  EXPECT_FALSE(fs::exists(project_));
  fs::create_directories(project_);
  EXPECT_THROW(PluginProject("light", "sink").write(project_, skeletons_), std::exception);
  EXPECT_TRUE(fs::is_empty(project_));
}

TEST_F(PluginProjectTest, SaysIfTheSdkIsNotInstalled) {
  try {
    PluginProject("light", "sink").write(project_, folder_.path() / "nowhere");
    FAIL() << "it found skeletons";
  } catch (const std::runtime_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("nowhere is not there: install Herald's SDK (Debian: libherald-dev)"));
  }
}

TEST(PluginProject, NamesItsClass) {
  EXPECT_EQ(PluginProject("mqtt", "sink").className(), "MqttSink");
  EXPECT_EQ(PluginProject("print_light2", "transform").className(), "PrintLight2Transform");
}

TEST(PluginProject, RefusesWhatIsNoName) {
  for (const auto* name : {"", "Hello", "2d", "_x", "a-b", "a/b", "..", "a b", "a.b", "\xC3\xA4"}) {
    EXPECT_THROW(PluginProject(name, "sink"), std::invalid_argument) << name;
  }
  EXPECT_THROW(PluginProject(std::string(41, 'a'), "sink"), std::invalid_argument);
  EXPECT_NO_THROW(PluginProject(std::string(40, 'a'), "sink"));
}

}  // namespace
}  // namespace herald::core::ctl
