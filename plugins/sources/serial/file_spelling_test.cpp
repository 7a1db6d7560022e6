// SPDX-License-Identifier: Apache-2.0
#include "file_spelling.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace herald::serial {
namespace {

struct Pair {
  const char *one, *other;
};

TEST(FileSpelling, OneFileHasManySpellings) {
  for (const Pair& pair :
       {Pair{"a.gco", "a.gco"}, Pair{"A.GCO", "a.gco"}, Pair{"/cats/a.gco", "a.gco"},
        Pair{"longna~1.gco", "/LongNamedPart.gcode"}, Pair{"LONGNA~12.GCO", "Long Named Part.gcode"},
        Pair{"/FOLDER~1/V12PAR~1.GCO", "/Folder of mine/V1.2pa rt.gcode"}, Pair{"BENCHY~1.BGC", "benchy_0.4n.bgcode"},
        Pair{"LongNamedPart_0.4n_0.2mm", "LongNamedPart_0.4n_0.2mm_PLA_MK3S_2h.gcode"}, Pair{"NONAME~1", "noname part"},
        Pair{"LO3F2A~1.GCO", "LongNamedPart.gcode"}}) {
    EXPECT_TRUE(spellOneFile(pair.one, pair.other)) << pair.one << " " << pair.other;
    EXPECT_TRUE(spellOneFile(pair.other, pair.one)) << pair.one << " " << pair.other;
  }
}

TEST(FileSpelling, OtherFilesAreOtherFiles) {
  for (const Pair& pair : {Pair{"a.gco", "b.gco"}, Pair{"a", "ab"}, Pair{"vase.gcode", "vase2.gcode"},
                           Pair{"longna~1.gco", "OtherPart.gcode"}, Pair{"longna~1.gco", "LongNamedPart.txt"},
                           Pair{"longna~1.gco", "LongNamedPart"}, Pair{"part~", "part one"}, Pair{"~1.gco", "x.gco"},
                           Pair{"", ""}, Pair{"/", "a"}, Pair{"part~x.gco", "partial.gco"},
                           Pair{"XO3F2A~1.GCO", "LongNamedPart.gcode"}, Pair{"LOZZZZ~1.GCO", "LongNamedPart.gcode"}})
    EXPECT_FALSE(spellOneFile(pair.one, pair.other)) << pair.one << " " << pair.other;
}

TEST(FileSpelling, TheFullerOneIsForPeople) {
  struct Row {
    const char *earlier, *later, *fuller;
  };
  for (const Row& row : {Row{"longna~1.gco", "/LongNamedPart.gcode", "/LongNamedPart.gcode"},
                         Row{"/LongNamedPart.gcode", "longna~1.gco", "/LongNamedPart.gcode"},
                         Row{"/cats/a.gco", "a.gco", "/cats/a.gco"}, Row{"a.gco", "/cats/a.gco", "/cats/a.gco"},
                         Row{"/Long folder/part.gcode", "/LONGFO~1/PART~1.GCO", "/Long folder/part.gcode"},
                         Row{"/LONGFO~1/PART~1.GCO", "/Long folder/part.gcode", "/Long folder/part.gcode"},
                         Row{"averylongname_of_mine.gcode", "averylongname", "averylongname_of_mine.gcode"},
                         Row{"", "a.gco", "a.gco"}, Row{"/cats/part.gco", "/par", "/part.gco"},
                         Row{"part.gco", "par", "part.gco"}, Row{"/cats/part.gco", "/part.gco", "/part.gco"},
                         Row{"a.gco", "b.gco", "b.gco"}, Row{"/dogs/a.gco", "/cats/a.gco", "/cats/a.gco"}})
    EXPECT_EQ(fullerSpelling(row.earlier, row.later), row.fuller) << row.earlier << " " << row.later;
}

RC_GTEST_PROP(FileSpelling, TakesAnyText, (const std::string& one, const std::string& other)) {
  RC_ASSERT(spellOneFile(one, other) == spellOneFile(other, one));
  fullerSpelling(one, other);
}

}  // namespace
}  // namespace herald::serial
