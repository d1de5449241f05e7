using PersonalPT.Cli.SignIns;
using PersonalPT.Client;

namespace PersonalPT.Cli.Tests.SignIns;

/// <summary>What is kept between commands.</summary>
public sealed class KeptSignInsTests : IDisposable
{
    private static readonly Uri s_gym = new("https://gym.example:5005");

    private readonly string _home = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private KeptSignIns Kept => new(Path.Combine(_home, "config", "personalpt"), TimeProvider.System);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task One_is_kept_for_each_address_whatever_stands_behind_it_and_however_it_is_written()
    {
        Assert.Null(Kept.Find(s_gym));
        Assert.Null(await Kept.PutAsync(SignIn(s_gym, "ann"), Stop));
        Assert.Null(await Kept.PutAsync(SignIn(new Uri("https://other.example"), "ben"), Stop));

        Assert.Equal(SignIn(s_gym, "ann"), Kept.Find(new Uri("https://GYM.example:5005/page?x=1")));
        Assert.Equal("ben", Kept.Find(new Uri("https://other.example:443"))!.UserId);
        Assert.Null(Kept.Find(new Uri("http://gym.example:5005")));
        Assert.Null(Kept.Find(new Uri("https://gym.example:5006")));

        Assert.Equal("ann", (await Kept.PutAsync(SignIn(s_gym, "carl"), Stop))!.UserId);
        Assert.Equal(["ben", "carl"], Kept.List().Select(kept => kept.UserId).Order());
    }

    [Fact]
    public async Task What_was_begun_before_forgetting_and_failed_leaves_it_kept()
    {
        await Kept.PutAsync(SignIn(s_gym, "ann"), Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Kept.ForgetAsync(s_gym, _ => throw new InvalidOperationException(), Stop));
        Assert.NotNull(Kept.Find(s_gym));
        Assert.Equal("ann", (await Kept.ForgetAsync(s_gym, _ => Task.CompletedTask, Stop))!.UserId);
        Assert.Null(Kept.Find(s_gym));
        Assert.Null(await Kept.ForgetAsync(s_gym, _ => throw new InvalidOperationException(), Stop));
    }

    [Fact]
    public async Task Many_who_change_it_at_once_lose_nothing_of_one_another()
    {
        await Kept.PutAsync(SignIn(s_gym, "0"), Stop);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () =>
            {
                await Kept.PutAsync(SignIn(new Uri($"https://gym{i}.example"), "ann"), Stop);
                await Kept.Share(s_gym).ChangeAsync((now, _) => Task.FromResult(now! with { UserId = $"{int.Parse(now!.UserId, null) + 1}" }), Stop);
            },
            Stop)));

        Assert.Equal(21, Kept.List().Count);
        Assert.Equal("20", Kept.Find(s_gym)!.UserId);
    }

    [Fact]
    public async Task What_was_forgotten_is_not_put_back_by_whoever_shares_it()
    {
        await Kept.PutAsync(SignIn(s_gym, "ann"), Stop);
        var shared = Kept.Share(s_gym);
        await Kept.ForgetAsync(s_gym, _ => Task.CompletedTask, Stop);

        var seen = SignIn(s_gym, "nobody");
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.ChangeAsync(
            (now, _) =>
            {
                seen = now;
                throw new InvalidOperationException();
            },
            Stop).AsTask());

        Assert.Null(seen);
        Assert.Null(Kept.Find(s_gym));
    }

    [Fact]
    public async Task What_need_not_be_changed_is_not_written()
    {
        await Kept.PutAsync(SignIn(s_gym, "ann"), Stop);
        var bytes = await File.ReadAllBytesAsync(Kept.FileName, Stop);
        await File.AppendAllTextAsync(Kept.FileName, "\n", Stop);
        await Kept.Share(s_gym).ChangeAsync((now, _) => Task.FromResult(now!), Stop);
        Assert.Equal(bytes.Length + 1, new FileInfo(Kept.FileName).Length);
    }

    [Fact]
    public async Task What_a_command_that_was_killed_has_left_is_in_nobodys_way()
    {
        await Kept.PutAsync(SignIn(s_gym, "ann"), Stop);
        await File.WriteAllTextAsync(Kept.FileName + ".partial", "{", Stop);
        await Kept.PutAsync(SignIn(s_gym, "ben"), Stop);
        Assert.Equal("ben", Kept.Find(s_gym)!.UserId);
        Assert.False(File.Exists(Kept.FileName + ".partial"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"sign_ins\":[{\"server\":\"https://gym.example:5005\"}]}")]
    [InlineData("not JSON")]
    public async Task A_file_that_is_none_of_ours_is_named_and_left_as_it_is(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Kept.FileName)!);
        await File.WriteAllTextAsync(Kept.FileName, text, Stop);
        Assert.Contains(Kept.FileName, Assert.Throws<CommandFailedException>(() => Kept.Find(s_gym)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CommandFailedException>(() => Kept.PutAsync(SignIn(s_gym, "ann"), Stop));
        Assert.Equal(text, await File.ReadAllTextAsync(Kept.FileName, Stop));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_home, "config"), "", Stop);
        var error = await Assert.ThrowsAsync<CommandFailedException>(() => Kept.PutAsync(SignIn(s_gym, "ann"), Stop));
        Assert.Contains(Kept.FileName, error.Message, StringComparison.Ordinal);
        Assert.Contains(SignInFolder.Variable, error.Message, StringComparison.Ordinal);
    }

    private static DeviceSignIn SignIn(Uri server, string user) => new(server, new string('a', 64), "access", 17, "refresh")
    {
        UserId = user,
        GymId = "gym",
        Role = "coach",
        DeviceId = "device",
    };
}
