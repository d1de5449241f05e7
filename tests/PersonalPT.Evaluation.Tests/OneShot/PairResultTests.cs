using PersonalPT.Evaluation.OneShot;

namespace PersonalPT.Evaluation.Tests.OneShot;

public sealed class PairResultTests
{
    [Fact]
    public void Pairs_are_written_with_a_header_and_one_line_each()
    {
        var path = Path.GetTempFileName();
        try
        {
            PairResult.WriteCsv(path, [new PairResult { Exercise = "squat", Demonstration = "a,b", Test = "c", True = 5, Counted = 4, Streamed = 6 }]);

            Assert.Equal("exercise,demonstration,test,true,counted,streamed\nsquat,\"a,b\",c,5,4,6\n", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
