using PersonalPT.Cli.Load;

namespace PersonalPT.Cli.Tests.Load;

public sealed class ServerFiguresTests
{
    [Fact]
    public void Values_of_one_name_are_added_up_whatever_their_labels_and_times()
    {
        var figures = ServerFigures.Parse("""
            # TYPE personalpt_inputs_received_total counter
            personalpt_inputs_received_total{otel_scope_name="PersonalPT"} 1200 1790000000000
            personalpt_inputs_received_total{otel_scope_name="other",what="a b"} 34
            personalpt_frame_age_seconds_count 56
            personalpt_frame_age_seconds_sum 7.5
            dotnet_gc_heap_total_allocated_bytes_total{a="1"} 9.5E+3 1790000000000
            # EOF
            """.ReplaceLineEndings("\n"));

        Assert.Equal(new ServerFigures(1234, 56, 9500), figures);
    }
}
