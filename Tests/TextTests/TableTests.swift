import Testing
import Text

@Suite struct TableTests {
  @Test func columnsLineUp() {
    var table = TextTable([.words("class"), .numbers("errors"), .words("note")])
    table.row(["cat", "12", ""])
    table.rule()
    table.row(["all classes", "1200", "x"])
    #expect(
      table.description == """
        class        errors  note
        cat              12
        -------------------------
        all classes    1200  x

        """)
  }

  @Test func titlesMayBeLeftOut() {
    var table = TextTable([.words(""), .numbers("")])
    table.row(["a", "1"])
    #expect(table.description == "a  1\n")
    #expect(TextTable([.words("")]).description == "")
  }

  @Test func numbersReadAsResultsShowThem() {
    #expect(NumberText.percent(0.125) == "12.50 %")
    #expect(NumberText.percent(1, decimals: 0) == "100 %")
    #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
    #expect(NumberText.fixed(-0.06, decimals: 1) == "-0.1")
    #expect((0...2).map { NumberText.counted($0, "image") } == ["0 images", "1 image", "2 images"])
    #expect((1...2).map { NumberText.counted($0, "class", "classes") } == ["1 class", "2 classes"])
    #expect([3, 0, -3].map { NumberText.signed($0) } == ["+3", "0", "-3"])
    #expect(
      [2.25, 0.01, -0.01, -2].map { NumberText.signed($0, decimals: 1) }
        == ["+2.2", "0.0", "0.0", "-2.0"])
  }
}

@Suite struct TypesetNumberTests {
  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (-1.25, 1, "−1.3"), (1234.5, 0, "1235"),
    (99_999_999_999_999, 6, "99999999999999.0"), (1e300, 2, "1e+300"), (.infinity, 2, "inf"),
  ])
  func fixedIsWrittenForEveryNumber(value: Double, decimals: Int, expected: String) {
    #expect(TypesetNumber.fixed(value, decimals) == expected)
  }

  @Test func largeNumbersAreGrouped() {
    #expect(TypesetNumber.grouped(1_234_567) == "1\u{202F}234\u{202F}567")
    #expect(TypesetNumber.grouped(.min).hasPrefix("−9"))
    #expect(TypesetNumber.signed(12) == "+12" && TypesetNumber.signed(-12) == "−12")
    #expect(TypesetNumber.counted(1, "image") == "1 image")
  }
}
